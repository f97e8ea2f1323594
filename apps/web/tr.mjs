import { chromium } from "@playwright/test";
import { readFileSync } from "node:fs";
const exe = process.argv[2] ?? "/usr/bin/chromium-headless-shell";
const extra = process.argv.slice(3);
const browser = await chromium.launch({ executablePath: exe, args: ["--no-sandbox","--disable-gpu","--disable-background-networking", ...extra] });
function cpu(){ // all procs of chromium
  const out={};
  return import("node:fs").then(fs=>{
    for(const p of fs.readdirSync("/proc")){ if(!/^\d+$/.test(p)) continue; try{ const c=fs.readFileSync(`/proc/${p}/cmdline`,"utf8"); if(!c.includes("chromium")||c.includes("node")) continue; const s=fs.readFileSync(`/proc/${p}/stat`,"utf8").split(") ")[1].split(" "); const k=c.includes("type=renderer")?"renderer":c.includes("type=gpu")?"gpu":c.includes("type=utility")?"utility":"browser"; out[k]=(out[k]??0)+(+s[11]+ +s[12])/100;}catch{} }
    return out; });
}
for (let i=0;i<4;i++){
  const context = await browser.newContext({ viewport:{width:1440,height:900}, locale:"en-US" });
  const page = await context.newPage();
  await page.request.post("http://localhost:4192/api/auth/dev/login",{data:{email:"ingrid@halden.example",organization_name:"Trace"}});
  const a=await cpu(); const t=Date.now();
  await page.goto("http://localhost:4192/inbox");
  await page.getByRole("list", { name: "Tickets", exact: true }).getByRole("listitem").first().waitFor();
  const t1=Date.now()-t; await page.waitForTimeout(1500);
  const b=await cpu();
  const t2=Date.now(); await page.reload(); await page.getByRole("list", { name: "Tickets", exact: true }).getByRole("listitem").first().waitFor(); const t3=Date.now()-t2; await page.waitForTimeout(1500);
  const c=await cpu();
  const d=(x,y)=>Object.fromEntries(Object.keys(y).map(k=>[k,Math.round((y[k]-(x[k]??0))*100)/100]));
  console.log("load",t1,JSON.stringify(d(a,b)),"reload",t3,JSON.stringify(d(b,c)));
  await context.close();
}
await browser.close();
