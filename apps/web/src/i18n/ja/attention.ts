import type { Words } from "@/i18n/messages";

export const attention: Pick<Words["ticket"], "snooze" | "follow" | "presence"> = {
  snooze: {
    title: (p) => `${p.code}をスヌーズ`,
    placeholder: "選ぶか入力: 2h、3d、1w…",
    moments: { laterToday: "今日このあと", tomorrow: "明日の朝", weekend: "今週末", nextWeek: "来週", nextMonth: "来月" },
    ownDate: "日付と時刻",
    confirm: "スヌーズ",
    past: "未来の日時を指定してください。",
    wakeNow: "今すぐ再開",
    until: (p) => `${p.when}まで、または返信があるまでスヌーズ中`,
    done: (p) => `${p.code}を${p.when}までスヌーズしました`,
    woken: (p) => `${p.code}を再開しました`,
    notActive: "スヌーズできるのは、新規・オープン・保留中のチケットだけです。",
  },
  follow: {
    title: "フォロワー",
    nobody: "このチケットをフォローしている人はいません。",
    start: "フォロー",
    stop: "フォローをやめる",
    begun: (p) => `${p.code}をフォローしました`,
    stopped: (p) => `${p.code}のフォローをやめました`,
  },
  presence: {
    viewing: (p) => `${p.name}さんが閲覧中です。`,
    replying: (p) => `${p.name}さんが返信を作成中です。`,
    noting: (p) => `${p.name}さんがメモを作成中です。`,
  },
};
