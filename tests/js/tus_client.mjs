// Uploads with tus-js-client as any page could: goes so far, stops, and another one goes on from there.
// Standard input: {endpoint, headers, box (base64), metadata, chunk, stopAt}. Standard output: what became of it.
import { readFileSync } from "node:fs";
import { Upload } from "tus-js-client";

const { endpoint, headers, box, metadata, chunk, stopAt } = JSON.parse(readFileSync(0, "utf8"));
const bytes = Buffer.from(box, "base64");
const said = { stoppedAt: 0, sent: 0, file: "", url: "" };

const options = {
  endpoint, headers, metadata, chunkSize: chunk, retryDelays: null, uploadSize: bytes.length,
  onAfterResponse: (_request, response) => {
    said.file = response.getHeader("cam-tay-file") ?? said.file;
  },
};

const begun = await new Promise((resolve, reject) => {
  const upload = new Upload(bytes, {
    ...options,
    onError: reject,
    onChunkComplete: (_size, accepted) => {
      if (accepted < stopAt) return;
      said.stoppedAt = accepted;
      upload.abort().then(() => resolve(upload.url), reject);
    },
    onSuccess: () => reject(new Error("it did not stop")),
  });
  upload.start();
});
said.url = begun;

await new Promise((resolve, reject) => {
  const upload = new Upload(bytes, { ...options, endpoint: undefined, uploadUrl: begun, onError: reject, onSuccess: resolve, onProgress: (sent) => (said.sent = sent) });
  upload.start();
});
console.log(JSON.stringify(said));
