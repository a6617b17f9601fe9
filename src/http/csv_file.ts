/** The headers of an answer that a browser keeps as a CSV file (RFC 4180, with a line of names). */
export const csvFileHeaders = (filename: string) => ({
  "Content-Type": "text/csv; charset=utf-8; header=present",
  "Content-Disposition": `attachment; filename="${filename}"`,
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
});
