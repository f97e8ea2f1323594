"""Chinese manners and dialogues."""

from workspace_sim.company.topics.model import FollowUp, Manners, Topic

CHINESE = Manners(
    language="zh",
    hello="[您好：|你好，|尊敬的客服：]",
    reply="[您好：|你好，|收到，谢谢。]",
    agent_reply="{name}，您好：",
    bye="[谢谢！|此致\n敬礼|祝好，]",
    agent_bye="[祝商祺！|祝好！]",
    thanks=("[非常感谢！|谢谢您的帮助。][问题已解决。|可以关闭了。]",),
    welcome=("[不客气！|很高兴能帮到您。][有问题随时联系我们。|本案件将关闭。]",),
    nudges=("[请问有进展吗？|请问下面的邮件看到了吗？][我们比较着急。|希望{date2}之前能答复。]",),
    second_voice=(
        "[我是{first}的同事，补充一点：|补充说明：][序列号是{serial}|我们的采购单号是{po}]。[请同时抄送给我。|"
        "请全部回复。]",
    ),
    loop_in=("Can you check this one?",),
    follow_ups=(
        FollowUp(
            "[再问一下，|另外，]{part}可以用在{product2}上吗？",
            "[可以，是通用的。|可以，不需要转接件。][需要固件{firmware}或更高版本。|详见手册第四章。]",
        ),
        FollowUp(
            "[能否提供PDF版的说明？|质量部门需要书面说明，可以发PDF吗？]", "[好的，见附件。|已附上，请查收。]", "letter"
        ),
        FollowUp(
            "再订一台{product}，现在交期多久？",
            "[目前约{days}周。|大约{days}周。][需要报价吗？|如有需要可以为您报价。]",
        ),
    ),
    mobile={
        "iphone": "发自我的iPhone",
        "outlook-mobile": "获取 Outlook for iOS",
        "samsung": "发自我的三星手机",
        "yahoo": "发自 Yahoo Mail",
    },
    vacation_subject="自动答复: {subject}",
    vacation=("您好，我{date2}之前不在办公室，[紧急事宜请致电总机。|回来后会尽快回复。]",),
    disclaimer="本邮件及其附件含有保密信息，仅供指定收件人使用。如误收，请通知发件人并删除。{organization}",
    live_questions=("谢谢回复。[{product2}也适用吗？|大概需要多长时间？]",),
    live_answers=("[是的，没错。|对，就是这样。]序列号是{serial}。订单号是{order}。",),
    live_solved=("[解决了，谢谢！|现在可以用了，非常感谢。]",),
)

TOPICS = (
    Topic(
        "jiaohuo",
        "support",
        ("[订单{order}交期|查询订单{order}|订单{order}未到货]",),
        (
            "我们{date}订购的{product}（订单号{order}）[至今没有收到。|还没有到货。][物流信息也没有更新。|"
            "现场安装已经安排好了。]\n\n[请帮忙查一下。|请问什么时候能到？]",
            "[非常抱歉让您久等了。|感谢来信，抱歉延误。"
            "]{product}已于{weekday}发出，运单号{tracking}，预计{date2}送达。[请问时间可以吗？|"
            "您那边方便收货吗？]",
            "[可以。|{date2}没问题。][请送货前打电话。|请在下午三点前送到。]",
            "[好的，已通知物流公司。|已备注，送货前会联系您。]",
            "[今天收到了，谢谢。|货已收到，一切正常。]",
        ),
        weight=6,
    ),
    Topic(
        "guzhang",
        "support",
        ("{product}[报错|故障]{error}", "{part}[损坏|故障]"),
        (
            "我们的{product}（序列号{serial}）从{weekday}开始报{error}，[重启无效。|产线停了。]照片见附件。"
            "\n\n[请问如何处理？|请尽快帮忙解决。]",
            "[谢谢您的照片。|谢谢提供的信息。]需要更换{part}，保修期内免费寄送。[收货地址不变吗？|请确认收货地址。]",
            "[地址不变。|还是原来的地址。][我们自己更换。|有更换说明吗？]",
            "{part}今天已寄出，运单号{tracking}。[更换说明见附件。|附件是更换说明，大约十分钟。]",
            "[更换后正常了，谢谢。|已更换，设备恢复运行。]",
        ),
        attachments=((0, "photo"), (3, "manual")),
        weight=6,
    ),
    Topic(
        "fapiao",
        "billing",
        ("[发票{invoice}金额有误|关于发票{invoice}]",),
        (
            "发票{invoice}的金额{amount}与我们的采购单{po}（{amount2}）不一致，[请重新开具。|请核对。]",
            "[抱歉，是我们的错误。|感谢指出。]更正后的发票见附件。",
            "[收到，{weekday}付款。|收到，{date2}之前付款。]",
            "[好的，谢谢！|感谢您的配合。]",
        ),
        attachments=((1, "invoice"),),
        weight=4,
    ),
)
