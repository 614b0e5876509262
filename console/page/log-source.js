// SPDX-License-Identifier: Apache-2.0

const MOST_BUNDLE = 256 * (2 + 0xffff);

/** The log's file can't be had; says why. */
export class LogUnavailable extends Error {
  constructor(message) {
    super(message);
    this.name = 'LogUnavailable';
  }
}

/** The files of a log that an enclave serves, below `/v1/log/`. */
export class LogSource {
  constructor(origin) {
    this.origin = origin;
  }

  get events() {
    return `${this.origin}/v1/log/checkpoints`;
  }

  async text(path) {
    return (await this.#asked(path)).text();
  }

  /** The bytes at a path such as `tile/0/000`. */
  async bytes(path) {
    const bytes = new Uint8Array(await (await this.#asked(path)).arrayBuffer());
    if (bytes.length > MOST_BUNDLE) {
      throw new LogUnavailable(`${path}: more than any file of a log has`);
    }
    return bytes;
  }

  /** Nothing is taken from the browser's cache: another log may have been at this address. */
  async #asked(path) {
    let response;
    try {
      response = await fetch(`${this.origin}/v1/log/${path}`, {
        cache: 'no-store', credentials: 'omit', redirect: 'error' });
    } catch {
      throw new LogUnavailable(
        `${path} can't be had: no connection, or the enclave lets no other page read it`);
    }
    if (response.status !== 200) {
      throw new LogUnavailable(`${path}: status ${response.status}`);
    }
    return response;
  }
}
