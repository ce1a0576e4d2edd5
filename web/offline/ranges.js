// @ts-check
// A part of a stored sound: players ask for ranges, and a cache has only the whole.

/**
 * Answer a request for a range of bytes (RFC 9110, section 14.2): 206 with that part, 416 for one that is not there, the
 * whole for what is no single range.
 * @param {Blob} whole
 * @param {string} range
 * @param {string} type
 */
export function cutRange(whole, range, type) {
  const bounds = /^bytes=(\d*)-(\d*)$/.exec(range.trim());
  const headers = { "Content-Type": type, "Accept-Ranges": "bytes" };
  if (!bounds || (!bounds[1] && !bounds[2])) return new Response(whole, { headers });
  const isSuffix = !bounds[1];
  const start = isSuffix ? Math.max(0, whole.size - Number(bounds[2])) : Number(bounds[1]);
  const end = isSuffix || !bounds[2] ? whole.size - 1 : Math.min(Number(bounds[2]), whole.size - 1);
  if (start > end) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${whole.size}` } });
  return new Response(whole.slice(start, end + 1, type), {
    status: 206,
    headers: { ...headers, "Content-Range": `bytes ${start}-${end}/${whole.size}`, "Content-Length": String(end - start + 1) },
  });
}
