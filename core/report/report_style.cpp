#include "core/report/report_markup.hpp"

namespace moisson {

/// Colours on white have a contrast of at least 4.5:1. On paper: black on white, no shadows, tables do not
/// break within a row.
std::string_view report_style() {
    return R"(
:root{color-scheme:light;--ink:#20251f;--quiet:#5c625a;--line:#dedcd0;--ground:#f7f6f0;--ours:#1d6350;--theirs:#a8480f;--pale:#e7f0ec;--warm:#fbeee2}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:17px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
header.top{background:var(--ours);color:#fff;padding:2.2rem 1.2rem 4.4rem}
main,footer{max-width:60rem;margin:0 auto}
header.top>div{max-width:58rem;margin:0 auto}
header.top p{margin:.2rem 0;opacity:.95}
header.top .kicker{font-size:.95rem;letter-spacing:.02em}
h1{font-size:clamp(1.6rem,5vw,2.3rem);line-height:1.2;margin:.2rem 0 .5rem;font-weight:700;overflow-wrap:anywhere}
h2{font-size:1.35rem;line-height:1.3;margin:0 0 .3rem}
h3{font-size:1.05rem;margin:1.5rem 0 .4rem}
p{margin:.5rem 0}
main{padding:0 1rem 2rem;margin-top:-3.2rem}
section{background:#fff;border:1px solid var(--line);border-radius:12px;padding:1.3rem 1.4rem;margin:0 0 1.1rem}
section>p.lead{color:var(--quiet);margin:.1rem 0 1rem;max-width:46rem}
.summary{font-size:1.08rem}
.figures{display:grid;grid-template-columns:repeat(4,1fr);gap:.7rem;margin:1rem 0 0;padding:0;list-style:none}
.figures li{background:var(--ground);border-radius:10px;padding:.75rem .85rem}
.figures b{display:block;font-size:1.75rem;line-height:1.15;font-weight:700;font-variant-numeric:tabular-nums;color:var(--ours)}
.figures .warn b{color:var(--theirs)}
.figures span{font-size:.88rem;color:var(--quiet);line-height:1.3;display:block}
.overview{display:flex;gap:1.3rem;align-items:center}
.overview>div{flex:1 1 auto;min-width:0}
svg.ring{width:8.6rem;height:8.6rem;flex:0 0 auto}
svg.ring .middle{font:700 21px system-ui,"DejaVu Sans",sans-serif;text-anchor:middle;fill:#20251f}
ol.steps{counter-reset:step;list-style:none;margin:.6rem 0 0;padding:0}
ol.steps li{counter-increment:step;position:relative;padding:.35rem 0 .35rem 2.6rem;min-height:2.2rem}
ol.steps li::before{content:counter(step);position:absolute;left:0;top:.3rem;width:1.8rem;height:1.8rem;border-radius:50%;background:var(--pale);color:var(--ours);font-weight:700;text-align:center;line-height:1.8rem}
nav ul{display:flex;flex-wrap:wrap;gap:.35rem .5rem;list-style:none;margin:0 0 1.1rem;padding:0}
nav a{display:inline-block;background:#fff;border:1px solid var(--line);border-radius:99px;padding:.25rem .8rem;font-size:.92rem;text-decoration:none}
a{color:var(--ours)}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--theirs);outline-offset:2px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.95rem}
caption{text-align:left;color:var(--quiet);font-size:.88rem;padding:0 0 .4rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .7rem .5rem 0;border-bottom:1px solid var(--line)}
tr>:last-child{padding-right:0}
thead th{font-size:.84rem;color:var(--quiet);font-weight:600;border-bottom:2px solid var(--line)}
tbody th{font-weight:600}
tbody tr:last-child>*{border-bottom:0}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td,th{overflow-wrap:break-word}
tbody th{min-width:9rem}
td.v{min-width:10.5rem;overflow-wrap:anywhere}
.key{white-space:nowrap}
svg.bar{display:block;width:100%;min-width:3.5rem;height:.6rem;border-radius:3px;margin:.5rem 0 0}
.meter{display:flex;gap:.6rem}.meter span{flex:0 0 auto;min-width:3.2rem;white-space:nowrap;text-align:right;font-variant-numeric:tabular-nums}.meter svg{flex:1 1 auto}
td.chart{width:30%;min-width:8rem}
.legend{font-size:.88rem;color:var(--quiet);display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;margin:.2rem 0 .8rem;padding:0;list-style:none}
.legend i{display:inline-block;width:.8rem;height:.8rem;border-radius:3px;margin-right:.35rem;vertical-align:-.05rem}
small,.id{color:var(--quiet);font-size:.86rem;font-weight:400}
.id{display:block;overflow-wrap:anywhere}
.ours,.theirs{border-radius:4px;padding:.05rem .35rem;-webkit-box-decoration-break:clone;box-decoration-break:clone}
.ours{background:var(--pale)}.theirs{background:var(--warm)}
.kept{font-weight:600;font-size:.86rem;white-space:nowrap}
details{border-bottom:1px solid var(--line);padding:.55rem 0}
details:last-of-type{border-bottom:0}
summary{cursor:pointer;font-weight:600;padding:.15rem 0}
summary .n{font-weight:400;color:var(--quiet);margin-left:.4rem;white-space:nowrap}
details>div{padding:.5rem 0 .3rem}
svg.histogram{width:100%;max-width:33rem;height:auto;display:block;margin:.4rem 0}
svg.histogram text{font:13px system-ui,"DejaVu Sans",sans-serif;text-anchor:middle;fill:#20251f}
svg.histogram .axis{fill:#5c625a}svg.histogram .end{text-anchor:end}
.stars{font-size:1.9rem;letter-spacing:.12em;color:#b7790b;line-height:1.1;white-space:nowrap}
.stars .off{color:#d5d3c6}
ul.checks{list-style:none;margin:.7rem 0 0;padding:0}
ul.checks li{padding:.4rem 0 .4rem 2rem;position:relative}
ul.checks li::before{position:absolute;left:0;font-weight:700}
ul.checks .yes::before{content:"✓";color:var(--ours)}
ul.checks .no::before{content:"○";color:var(--theirs)}
.good{color:var(--ours);font-weight:600}
footer{padding:0 1.2rem 2.5rem;color:var(--quiet);font-size:.88rem}
@media(max-width:38rem){
body{font-size:16px}
section{padding:1.05rem 1rem;border-radius:10px}
main{padding:0 .6rem 1.5rem}
.overview{flex-direction:column;align-items:flex-start}
.figures{grid-template-columns:repeat(2,1fr)}
table.stack tbody th,table.stack td.v{min-width:0}
table.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table.stack,table.stack tbody,table.stack tr,table.stack th,table.stack td{display:block;width:auto}
table.stack tr{padding:.6rem 0;border-bottom:1px solid var(--line)}
table.stack tbody tr:last-child{border-bottom:0}
table.stack th,table.stack td{border:0;padding:.1rem 0;text-align:left;white-space:normal}
table.stack caption{display:block}
table.stack td[data-label]::before{content:attr(data-label) " : ";color:var(--quiet);font-size:.88rem}
table.stack .meter{display:inline-flex;width:60%}table.stack .meter span{min-width:0}
}
@page{size:A4;margin:14mm 14mm 16mm}
@media print{
body{background:#fff;font-size:10.5pt;line-height:1.45}
header.top{background:#fff;color:#000;padding:0 0 .6rem;border-bottom:2pt solid #1d6350}
header.top>div,main,footer{max-width:none}
main{margin:0;padding:0}
nav{display:none}
details::details-content{content-visibility:visible;block-size:auto;display:block}
section{border:0;border-radius:0;padding:.9rem 0 .2rem;margin:0;break-inside:auto}
h2,h3,summary,caption{break-after:avoid}
tr,.figures li,ol.steps li,ul.checks li,svg{break-inside:avoid}
thead{display:table-header-group}
td.chart{width:auto;min-width:5.5rem}tbody th{min-width:7rem}
th,td{padding-right:.5rem}
.scroll{overflow:visible}
.figures li{border:1px solid #bbb}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
footer{padding:1rem 0 0}
}
)";
}

} // namespace moisson
