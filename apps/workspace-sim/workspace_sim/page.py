"""The frame of every HTML page of the simulator: one stylesheet, light and dark."""

from html import escape

STYLE = """
:root{color-scheme:light dark;--bg:#f6f8fc;--card:#fff;--ink:#1f1f1f;--soft:#5f6368;--line:#dfe3ea;--blue:#0b57d0;--tint:#e8f0fe}
@media(prefers-color-scheme:dark){:root{--bg:#111318;--card:#1c1f26;--ink:#e6e8ee;--soft:#9aa3b2;--line:#303541;--blue:#a8c7fa;--tint:#23304a}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1040px;margin:0 auto;padding:28px 20px 60px}main.narrow{max-width:520px;padding-top:7vh}
.card{background:var(--card);border:1px solid var(--line);border-radius:16px;padding:22px 24px;margin:0 0 18px}
h1{font-size:26px;font-weight:500;margin:0 0 6px}h2{font-size:17px;font-weight:600;margin:0 0 12px}p{margin:6px 0}
.soft{color:var(--soft)}.small{font-size:13px}.row{display:flex;gap:18px;flex-wrap:wrap}.row>*{flex:1 1 300px;min-width:0}
table{width:100%;border-collapse:collapse;font-size:14px}th{text-align:left;color:var(--soft);font-weight:500}td,th{padding:7px 8px 7px 0;border-bottom:1px solid var(--line);vertical-align:top}
.scroll{overflow-x:auto}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;padding-right:0}
a{color:var(--blue);text-decoration:none}a:hover{text-decoration:underline}code{font:13px ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
label{display:block;font-size:13px;color:var(--soft);margin:10px 0 4px}
input,select,textarea{width:100%;font:inherit;color:inherit;background:var(--bg);border:1px solid var(--line);border-radius:10px;padding:9px 12px}
input[type=checkbox],input[type=radio]{width:auto;margin:3px 12px 0 0;accent-color:var(--blue)}
.choice{display:flex;align-items:flex-start;padding:11px 12px;border:1px solid var(--line);border-radius:12px;margin:8px 0;color:var(--ink);font-size:15px;cursor:pointer}
.choice:has(:checked){border-color:var(--blue);background:var(--tint)}
.buttons{display:flex;gap:10px;justify-content:flex-end;margin-top:18px;flex-wrap:wrap}
button{font:inherit;font-weight:500;border:1px solid var(--line);border-radius:20px;padding:8px 22px;background:transparent;color:var(--blue);cursor:pointer}
button.main{background:var(--blue);border-color:var(--blue);color:var(--card)}
.pill{display:inline-block;background:var(--tint);border-radius:999px;padding:1px 10px;font-size:13px;margin:0 4px 4px 0}
.done{background:var(--tint);border-radius:12px;padding:10px 14px;margin:0 0 18px}.mail{white-space:pre-wrap;overflow-wrap:anywhere;font-size:14px}
.list{max-height:340px;overflow:auto;margin:0 -6px;padding:0 6px}
"""


def page(title: str, body: str, *, narrow: bool = False) -> str:
    """A whole document; `body` is trusted HTML, `title` is text."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{STYLE}</style></head>'
        f"<body><main{' class=narrow' if narrow else ''}>{body}</main></body></html>"
    )
