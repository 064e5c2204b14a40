/** What we use of the vendored QR encoder. Types only: browsers never load this file. */
export declare const encodeQR: (text: string, output: "svg", options?: { ecc?: "low" | "medium"; border?: number; scale?: number }) => string;
