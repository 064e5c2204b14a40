/** What we use of the vendored QR decoder. Types only: browsers never load this file. */
export declare const decodeQR: (
  image: { data: Uint8ClampedArray; width: number; height: number },
  options?: { effort?: number; timeLimit?: number },
) => string;
