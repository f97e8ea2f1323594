import type { Words } from "@/i18n/messages";

export const parked: Words["parked"] = {
  title: "保管メール",
  description: "保存・解析・分類済みで、返信を待つ人のいないメールです。ニュースレター、スパム、どのチケットにも属さない自動送信メールが入ります。",
  kind: "種類",
  anyKind: "すべての種類",
  attachments: "添付ファイルあり",
  emptyTitle: "保管メールはありません",
  emptyBody: "チケットにせずに保存したメールがここに入ります。",
  agentsTitle: "エージェント専用",
  agentsBody: "このページには、チケットに属さない組織全体のメールが表示されます。管理者にアクセス権を依頼してください。",
};
