// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The extensions of a certificate that matter to a path (RFC 5280, 4.2).
///
/// @param ca basicConstraints says that the subject is a CA; false where the extension is absent
/// @param pathLength how many CA certificates may follow; [#UNLIMITED] where nothing is said
/// @param keyUsage bit n is bit n of KeyUsage; [#ANY_USAGE] where the extension is absent
/// @param subjectKeyId null where absent
/// @param authorityKeyId null where absent or without a key identifier
/// @param notUnderstood identifiers (hexadecimal content of the OID) that restrict the path in ways
///   that aren't implemented: every unknown critical extension, and constraints on names or
///   policies whether critical or not
/// @param values of all extensions by identifier (content of the OID): the content of the OCTET
///   STRING
public record Extensions(
    boolean ca,
    int pathLength,
    int keyUsage,
    @Nullable Bytes subjectKeyId,
    @Nullable Bytes authorityKeyId,
    List<String> notUnderstood,
    Map<Bytes, Bytes> values) {

  /// The path length of a CA certificate that sets none.
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /// The key usage of a certificate that restricts none.
  public static final int ANY_USAGE = -1;

  /// KeyUsage bits.
  public static final int DIGITAL_SIGNATURE = 1 << 0, KEY_CERT_SIGN = 1 << 5, CRL_SIGN = 1 << 6;

  private static final Bytes BASIC_CONSTRAINTS = Bytes.fromHex("551d13");
  private static final Bytes KEY_USAGE = Bytes.fromHex("551d0f");
  private static final Bytes SUBJECT_KEY_ID = Bytes.fromHex("551d0e");
  private static final Bytes AUTHORITY_KEY_ID = Bytes.fromHex("551d23");

  /// nameConstraints, policyConstraints, inhibitAnyPolicy.
  private static final Set<Bytes> RESTRICTING =
      Set.of(Bytes.fromHex("551d1e"), Bytes.fromHex("551d24"), Bytes.fromHex("551d36"));

  private static final int KEY_IDENTIFIER = 0x80;

  /// What is collected while the extensions are read.
  private static final class Found {
    boolean ca;
    int pathLength = UNLIMITED;
    int keyUsage = ANY_USAGE;
    @Nullable Bytes subjectKeyId;
    @Nullable Bytes authorityKeyId;
    final List<String> notUnderstood = new ArrayList<>();
  }

  static Extensions read(DerReader extensions) throws DerException {
    Found found = new Found();
    Map<Bytes, Bytes> values = new HashMap<>();
    while (extensions.more()) {
      int start = extensions.offset();
      DerReader extension = extensions.enter(DerReader.SEQUENCE);
      Bytes id = extension.content(DerReader.OBJECT_IDENTIFIER);
      boolean critical = extension.next(DerReader.BOOLEAN) && extension.bool();
      DerReader value = extension.enter(DerReader.OCTET_STRING);
      extension.end();
      if (values.put(id, value.rest()) != null) {
        throw new DerException(start, "extension that stood before");
      }
      if (!interpret(id, value, found) && (critical || RESTRICTING.contains(id))) {
        found.notUnderstood.add(id.hex());
      }
    }
    return new Extensions(
        found.ca,
        found.pathLength,
        found.keyUsage,
        found.subjectKeyId,
        found.authorityKeyId,
        List.copyOf(found.notUnderstood),
        Map.copyOf(values));
  }

  private static boolean interpret(Bytes id, DerReader value, Found found) throws DerException {
    if (id.equals(BASIC_CONSTRAINTS)) {
      DerReader constraints = value.enter(DerReader.SEQUENCE);
      found.ca = constraints.next(DerReader.BOOLEAN) && constraints.bool();
      if (found.ca && constraints.more()) {
        found.pathLength = constraints.smallInteger();
      }
      constraints.end();
    } else if (id.equals(KEY_USAGE)) {
      found.keyUsage = value.namedBits();
    } else if (id.equals(SUBJECT_KEY_ID)) {
      found.subjectKeyId = value.content(DerReader.OCTET_STRING);
    } else if (id.equals(AUTHORITY_KEY_ID)) {
      DerReader authority = value.enter(DerReader.SEQUENCE);
      if (authority.next(KEY_IDENTIFIER)) {
        found.authorityKeyId = authority.content(KEY_IDENTIFIER);
      }
      return true;
    } else {
      return false;
    }
    value.end();
    return true;
  }
}
