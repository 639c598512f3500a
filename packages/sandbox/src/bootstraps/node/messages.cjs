// Reads the answers of the Runtime API, which always carry a Content-Length, out of the pieces of a connection.

function createMessageReader() {
  let pieces = [];
  let size = 0;
  let wanted = 0;

  return function read(piece) {
    pieces.push(piece);
    size += piece.length;
    if (size < wanted) return [];
    let bytes = pieces.length === 1 ? piece : Buffer.concat(pieces);
    const messages = [];
    for (;;) {
      const end = bytes.indexOf("\r\n\r\n");
      if (end < 0) {
        wanted = 0;
        break;
      }
      const { status, headers } = parseHead(bytes.toString("latin1", 0, end));
      wanted = end + 4 + Number(headers["content-length"] ?? 0);
      if (bytes.length < wanted) break;
      messages.push({ status, headers, body: bytes.subarray(end + 4, wanted) });
      bytes = bytes.subarray(wanted);
    }
    pieces = bytes.length === 0 ? [] : [bytes];
    size = bytes.length;
    return messages;
  };
}

function parseHead(text) {
  const lines = text.split("\r\n");
  const headers = {};
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index];
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { status: Number(lines[0].slice(9, 12)), headers };
}

module.exports = { createMessageReader };
