/** Whether a file can run a program when it is opened, by its last extension: the one that the system goes by. */
const RUNS = new Set(
  (
    "ade adp apk app appimage appref-ms application appx bat bin cmd com command cpl deb dll dmg exe gadget hlp hta htm html inf ins iqy " +
    "iso img jar jnlp js jse jsp ksh lnk mht mhtml mjs msc msi msix msp mst ocx one pif pkg ps1 psm1 py pyc pyw rb reg rgs rpm run scf scr " +
    "sct sh shb shs shtml slk svg svgz sys url vb vbe vbs vhd vhdx website wsc wsf wsh xbap xht xhtml xll xml xsl xslt docm dotm xlsm xltm xlam pptm potm ppam ppsm sldm"
  ).split(" "),
);

export function isRisky(filename: string): boolean {
  const extension = /\.([^.\s]+)[.\s]*$/.exec(filename.trim())?.[1]?.toLowerCase();
  return extension !== undefined && RUNS.has(extension);
}
