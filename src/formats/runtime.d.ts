// What pages, workers and node have beside the language.

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}

declare function atob(base64: string): string;
declare function btoa(bytes: string): string;
