// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import java.io.IOException;

/// Keeps what is needed to check receipts later. Thread-safe.
public interface ReceiptKeeper {
  /// A receipt was asked for, and an answer begins.
  Kept begin(AskedReceipt asked) throws IOException;

  /// One answer. Used by one thread at a time.
  interface Kept {
    /// The next bytes of its body.
    void response(byte[] bytes, int offset, int length) throws IOException;

    /// Its end.
    ///
    /// @param complete whether it was the proper one
    void ended(boolean complete) throws IOException;

    /// A receipt, some time after the end.
    ///
    /// @param hop 0 for the gateway's, 1 for that of the back end behind it, and so on
    /// @param json as the gateway gave it, unchecked
    void receipt(int hop, String json) throws IOException;

    /// There is no receipt to be had.
    ///
    /// @param hop as above
    /// @param why for people
    void withoutReceipt(int hop, String why) throws IOException;
  }
}
