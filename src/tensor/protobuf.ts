/**
 * A writer of protocol buffers, as far as an ONNX file needs it: fields in nested messages.
 * Wire format: protobuf.dev/programming-guides/encoding. Field numbers: onnx/onnx.proto.
 */

const utf8 = new TextEncoder();

export class Message {
  #parts: Uint8Array[] = [];
  #size = 0;

  #push(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    this.#size += bytes.length;
    return this;
  }

  #key(field: number, wire: number): this {
    return this.#push(varint(BigInt((field << 3) | wire)));
  }

  int(field: number, value: number | bigint): this {
    return this.#key(field, 0).#push(varint(BigInt.asUintN(64, BigInt(value))));
  }

  float(field: number, value: number): this {
    return this.#key(field, 5).#push(new Uint8Array(Float32Array.of(value).buffer));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#key(field, 2)
      .#push(varint(BigInt(value.length)))
      .#push(value);
  }

  string(field: number, value: string): this {
    return this.bytes(field, utf8.encode(value));
  }

  message(field: number, value: Message): this {
    this.#key(field, 2).#push(varint(BigInt(value.#size)));
    for (const part of value.#parts) this.#push(part);
    return this;
  }

  encode(): Uint8Array {
    const out = new Uint8Array(this.#size);
    let at = 0;
    for (const part of this.#parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }
}

const varint = (value: bigint): Uint8Array => {
  const out: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128);
  out.push(Number(rest));
  return Uint8Array.from(out);
};
