// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Which key of the store a name has. For each naming, the key of a folder is what the keys of all
/// that it holds start with, and no others.
sealed interface KeyNaming extends AutoCloseable {
  /// The key of all names together.
  Bytes root();

  /// The key of `name`.
  Bytes keyOf(Name name);

  @Override
  void close();

  /// The purpose, a zero byte, and the name as it is.
  record Plain(Bytes root) implements KeyNaming {
    static Plain of(String purpose) {
      return new Plain(join(Bytes.utf8(purpose), Bytes.zeros(1)));
    }

    @Override
    public Bytes keyOf(Name name) {
      return join(root, name.encoded());
    }

    @Override
    public void close() {}
  }

  /// Pseudonyms of 16 bytes: one for the purpose, and one for each part with those before it.
  ///
  /// A pseudonym is the start of an HMAC-SHA-256 (RFC 2104) under a key that derives from the root
  /// secret and the purpose. The message is the encoding of the parts up to this one.
  record Hidden(Secret key) implements KeyNaming {
    private static final int LENGTH = 16;

    static Hidden of(RootSecret root, String purpose) {
      return new Hidden(root.derive("stored names/" + purpose, 32));
    }

    @Override
    public Bytes root() {
      return pseudonym(Bytes.EMPTY);
    }

    @Override
    public Bytes keyOf(Name name) {
      Bytes pseudonyms = root();
      for (int count = 1; count <= name.parts().size(); count++) {
        pseudonyms = join(pseudonyms, pseudonym(name.encoded(count)));
      }
      return pseudonyms;
    }

    private Bytes pseudonym(Bytes parts) {
      return key.use(bytes -> {
        try {
          Mac mac = Mac.getInstance("HmacSHA256");
          mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
          return Bytes.copyOf(mac.doFinal(parts.toByteArray())).slice(0, LENGTH);
        } catch (GeneralSecurityException e) {
          throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
      });
    }

    @Override
    public void close() {
      key.close();
    }
  }

  private static Bytes join(Bytes first, Bytes second) {
    byte[] joined = Arrays.copyOf(first.toByteArray(), first.length() + second.length());
    System.arraycopy(second.toByteArray(), 0, joined, first.length(), second.length());
    return Bytes.copyOf(joined);
  }
}
