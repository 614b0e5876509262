// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.enclave.runtime.keys.Secret;

/// What a user adds so that a key of theirs opens: without it, root secret and enclave together
/// can't. Wiped when closed.
public sealed interface UserPart extends AutoCloseable {
  /// Wipes it.
  @Override
  void close();

  /// The output of a passkey's PRF extension (WebAuthn Level 3, section 10.1.4): as good as random.
  final class Passkey implements UserPart {
    static final int LENGTH = 32;

    private final Secret output;

    private Passkey(Secret output) {
      this.output = output;
    }

    /// A passkey's output.
    ///
    /// @param output 32 bytes, owned from now on
    /// @throws ImproperUserPartException if there are more or fewer; the output is wiped then
    public static Passkey of(Secret output) throws ImproperUserPartException {
      int length = output.use(bytes -> bytes.length);
      if (length != LENGTH) {
        output.close();
        throw new ImproperUserPartException("a passkey's output has 32 bytes");
      }
      return new Passkey(output);
    }

    Secret output() {
      return output;
    }

    @Override
    public void close() {
      output.close();
    }
  }

  /// A password. It is only as good as it is long: whoever has the root secret and what the host
  /// stores can try as many as Argon2id lets them, for want of an enclave that counts.
  final class Password implements UserPart {
    static final int LEAST = 8;
    static final int MOST = 1024;

    private final Secret text;

    private Password(Secret text) {
      this.text = text;
    }

    /// A password.
    ///
    /// @param text UTF-8 in normal form C, 8 to 1024 bytes; owned from now on
    /// @throws ImproperUserPartException if there are more or fewer; the text is wiped then
    public static Password of(Secret text) throws ImproperUserPartException {
      int length = text.use(bytes -> bytes.length);
      if (length < LEAST || length > MOST) {
        text.close();
        throw new ImproperUserPartException("a password has 8 to 1024 bytes");
      }
      return new Password(text);
    }

    Secret text() {
      return text;
    }

    @Override
    public void close() {
      text.close();
    }
  }
}
