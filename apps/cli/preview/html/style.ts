/** The page's style sheet; light or dark as the reader's system is. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--paper:#f4f6f8;--card:#fff;--ink:#1f2933;--soft:#5b6672;--line:#dde3e9;--link:#0b63b0;--chosen:#e3effa;--good:#1b7f4b;--warn:#9a6200;--bad:#b3261e;
--network:#0072b2;--compute:#d55e00;--data:#009e73;--access:#cc79a7;--watch:#e69f00;--kubernetes:#56b4e9;--other:#8a949e}
@media(prefers-color-scheme:dark){:root{--paper:#11161c;--card:#1b222b;--ink:#e6ebf0;--soft:#9aa6b2;--line:#2d3743;--link:#76b7f2;--chosen:#1f3347;--good:#4fc98a;--warn:#f2b93b;--bad:#ff8a80;
--network:#4aa3df;--compute:#f0803c;--data:#2fc79b;--access:#e29cc4;--watch:#f2b93b;--kubernetes:#7cc7f2}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
header,.against,.drawing,.cost,main,footer{max-width:1240px;margin:0 auto;padding:0 20px}
header{display:flex;flex-wrap:wrap;gap:8px 28px;align-items:baseline;padding-top:22px}
h1{font-size:24px;margin:0}h1 span{color:var(--soft);font-weight:400}h2{font-size:16px;margin:22px 0 8px}h2:first-child{margin-top:0}
.figures{display:flex;flex-wrap:wrap;gap:6px 18px;list-style:none;margin:0;padding:0;color:var(--soft)}.figures b{color:var(--ink);font-variant-numeric:tabular-nums}
.good b{color:var(--good)}.warn b,.change b{color:var(--warn)}.bad b,.delete b,.replace b{color:var(--bad)}.add b{color:var(--good)}
.against{display:flex;flex-wrap:wrap;gap:4px 20px;padding-top:8px}
.drawing{margin-top:16px}.drawing svg{display:block;width:100%;height:auto;max-height:70vh;background:var(--card);border:1px solid var(--line);border-radius:10px}
.drawing [data-urn]{cursor:pointer}.drawing .square:hover{stroke:var(--ink);stroke-width:2}.drawing .part:hover .box,.drawing .chosen .box{stroke:var(--link);stroke-width:2}.drawing .arrow.lit{stroke:var(--link);stroke-width:2.2}.drawing .faint{opacity:.18}
main{display:grid;grid-template-columns:minmax(320px,2fr) 3fr;gap:16px;margin-top:16px;align-items:start}
nav,article{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px}
article{position:sticky;top:14px;max-height:calc(100vh - 28px);overflow:auto;overflow-wrap:anywhere}
@media(max-width:820px){main{grid-template-columns:1fr}article{position:static;max-height:none}}
input{width:100%;font:inherit;padding:8px 10px;border:1px solid var(--line);border-radius:7px;background:var(--paper);color:inherit}
#found{margin:6px 2px;color:var(--soft);font-size:13px;min-height:1.5em}
details{margin-left:14px}#tree>details{margin-left:12px}summary{list-style-position:outside;cursor:pointer;margin-left:4px}summary .row{margin-left:0}
.row{display:flex;gap:8px;align-items:center;margin-left:14px;padding:2px 6px;border-radius:6px;color:inherit;text-decoration:none}summary .row{display:inline-flex;width:calc(100% - 22px);vertical-align:top}
.row:hover{background:var(--paper)}.row.chosen{background:var(--chosen)}.row .name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.row .type{color:var(--soft);font-size:12.5px;margin-left:auto;white-space:nowrap}.number{color:var(--soft);font-size:12px;min-width:2ch;text-align:right}
.dot{flex:none;width:10px;height:10px;border-radius:2px;background:var(--other)}.dot.component{background:none;border:1.5px solid var(--soft);border-radius:3px}
${["network", "compute", "data", "access", "watch", "kubernetes"].map((name) => `.dot.${name}{background:var(--${name})}`).join("")}
a{color:var(--link)}code,pre{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}pre{margin:0;white-space:pre-wrap;background:var(--paper);border-radius:7px;padding:8px 10px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 14px;margin:0}dt{color:var(--soft)}dd{margin:0;min-width:0}
.badge{display:inline-block;border:1px solid var(--line);border-radius:99px;padding:0 9px;font-size:12.5px;color:var(--soft);margin-right:6px}.badge.change,.badge.replace,.badge.delete{color:var(--bad)}.badge.add{color:var(--good)}
.violations{list-style:none;padding:0;margin:0}.violations li{border-left:3px solid var(--bad);padding:2px 0 2px 10px;margin:8px 0}.violations .advisory{border-color:var(--warn)}.violations .exempted{border-color:var(--line);color:var(--soft)}.verdict{margin:14px 0}.verdict>p{margin:2px 0}.verdict .soft{margin:2px 0}.verdict code.soft{background:none}
.cost{display:grid;grid-template-columns:1fr 1fr;gap:16px;margin-top:16px;align-items:start}.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px;min-width:0}.card h2{font-weight:500}.card h2 b{font-variant-numeric:tabular-nums}
.soft{color:var(--soft);font-size:13px;margin:4px 0 8px}.card details{margin-left:16px}.card summary{padding:2px 0}.card table{width:100%;border-collapse:collapse;table-layout:fixed;font-size:13px;margin:2px 0 8px}.card td{padding:2px 8px 2px 0;vertical-align:top}.card td:first-child{width:40%}.card .usage td:first-child{width:84px}.card td.amount{width:100px}.card .usage td.amount{width:132px}.card pre{margin-bottom:8px;overflow-wrap:anywhere}
.line{display:inline-grid;grid-template-columns:minmax(90px,2fr) 3fr minmax(112px,auto);gap:12px;align-items:center;width:calc(100% - 4px);vertical-align:top}.line.quota{grid-template-columns:1fr 164px 176px}.line .soft,.line .warn{margin:0;font-size:12.5px;text-align:right}.line .warn{color:var(--warn)}.amount{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.bar{position:relative;height:9px;border-radius:3px;background:var(--paper);overflow:hidden}.bar i{position:absolute;inset:0 auto 0 0;background:var(--network)}.bar .most{opacity:.32}
@media(max-width:980px){.cost{grid-template-columns:1fr}}
.links{margin:0;padding-left:18px}.k{color:var(--network)}.s{color:var(--data)}.n{color:var(--compute)}.u{color:var(--soft);font-style:italic}
footer{padding-top:18px;padding-bottom:28px;color:var(--soft);font-size:13px}:focus-visible{outline:2px solid var(--link);outline-offset:1px}[hidden]{display:none!important}`;
