// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import dev.strongroom.attestation.x509.Certificate;
import java.util.List;
import java.util.Objects;

/// How the key that attests came into the phone.
public enum Provisioning {
  /// It was put in at the factory, for a batch of many phones and for years.
  FACTORY("from the factory"),
  /// Google's servers certified it for this phone, for weeks.
  REMOTE("remotely provisioned");

  /// 1.3.6.1.4.1.11129.2.1.30, the content of the OID.
  private static final Bytes EXTENSION = Bytes.fromHex("2b06010401d67902011e");

  private final String label;

  Provisioning(String label) {
    this.label = label;
  }

  @Override
  public String toString() {
    return label;
  }

  /// The provisioning extension isn't one.
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    private UnreadableException(String problem) {
      super(problem, null, false, false);
    }

    String problem() {
      return Objects.requireNonNull(getMessage());
    }
  }

  /// Reads it off the certificate above the leaf.
  ///
  /// @param path from the root to the leaf
  static Provisioning of(List<Certificate> path) throws UnreadableException {
    Provisioning found = FACTORY;
    for (int i = 0; i < path.size(); i++) {
      Bytes extension = path.get(i).extensions().values().get(EXTENSION);
      if (extension == null) {
        continue;
      }
      if (i != path.size() - 2) {
        throw new UnreadableException(
            "provisioning information in certificate " + i + ", not in the one above the leaf");
      }
      read(extension);
      found = REMOTE;
    }
    return found;
  }

  /// A map of integers to anything; of them 1 is how many certificates were issued lately.
  private static void read(Bytes extension) throws UnreadableException {
    try {
      CborReader check = new CborReader(extension, 0);
      check.skip();
      check.end();
      CborReader map = new CborReader(extension, 0);
      int entries = map.mapHeader();
      for (int i = 0; map.more(entries, i); i++) {
        map.integer();
        map.skip();
      }
    } catch (CborException e) {
      throw new UnreadableException("provisioning information: " + e.getMessage());
    }
  }
}
