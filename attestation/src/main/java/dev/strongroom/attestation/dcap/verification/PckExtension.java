// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.dcap.PckFacts;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import dev.strongroom.attestation.x509.Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the extension in which a PCK certificate says what platform it is for (Intel, PCK
/// certificate and CRL profile, 1.3.5): object identifier 1.2.840.113741.1.13.1.
final class PckExtension {
  private static final Bytes ID = Bytes.fromHex("2a864886f84d010d01");
  private static final int ENUMERATED = 0x0a;
  private static final int COMPONENTS = 16;

  private static final int PPID = 1;
  private static final int TCB = 2;
  private static final int PCE_ID = 3;
  private static final int FMSPC = 4;
  private static final int SGX_TYPE = 5;
  private static final int INSTANCE = 6;
  private static final int PCE_SVN = 17;
  private static final int CPU_SVN = 18;

  private PckExtension() {}

  /// Reads it.
  ///
  /// @throws DerException if the certificate has none, or one that isn't whole
  static PckFacts read(Certificate certificate) throws DerException {
    Bytes value = certificate.extensions().values().get(ID);
    if (value == null) {
      throw new DerException(0, "without the extension of PCK certificates");
    }
    Map<Integer, DerReader> members = members(DerReader.of(value), ID);
    Map<Integer, DerReader> tcb = members(member(members, TCB), id(TCB));
    List<Integer> components = new ArrayList<>();
    for (int i = 1; i <= COMPONENTS; i++) {
      components.add(number(member(tcb, i), 0xff));
    }
    int pceSvn = number(member(tcb, PCE_SVN), 0xffff);
    Bytes cpuSvn = octets(member(tcb, CPU_SVN), COMPONENTS);
    DerReader type = member(members, SGX_TYPE);
    Bytes sgxType = type.content(ENUMERATED);
    type.end();
    if (sgxType.length() != 1) {
      throw new DerException(type.offset(), "an SGX type of several bytes");
    }
    Optional<Bytes> instance = Optional.empty();
    if (members.containsKey(INSTANCE)) {
      instance = Optional.of(octets(member(members, INSTANCE), 16));
    }
    return new PckFacts(
        octets(member(members, PPID), 16),
        components,
        pceSvn,
        cpuSvn,
        octets(member(members, PCE_ID), 2),
        octets(member(members, FMSPC), 6),
        sgxType.at(0),
        instance);
  }

  private static Bytes id(int member) {
    return Bytes.fromHex(ID.hex() + "%02x".formatted(member));
  }

  /// Members of a sequence by the last number of their identifiers; each gives a reader of its
  /// value. Intel adds members to newer certificates, so unknown ones are passed over.
  private static Map<Integer, DerReader> members(DerReader outer, Bytes prefix)
      throws DerException {
    DerReader sequence = outer.enter(DerReader.SEQUENCE);
    outer.end();
    Map<Integer, DerReader> members = new HashMap<>();
    while (sequence.more()) {
      int start = sequence.offset();
      DerReader member = sequence.enter(DerReader.SEQUENCE);
      Bytes id = member.content(DerReader.OBJECT_IDENTIFIER);
      if (id.length() == prefix.length() + 1
          && id.startsWith(prefix)
          && members.put(id.at(prefix.length()), member) != null) {
        throw new DerException(start, "a member that stood before");
      }
    }
    return members;
  }

  private static DerReader member(Map<Integer, DerReader> members, int wanted) throws DerException {
    DerReader found = members.get(wanted);
    if (found == null) {
      throw new DerException(0, "member " + wanted + " of the extension is missing");
    }
    return found;
  }

  private static int number(DerReader value, int most) throws DerException {
    int start = value.offset();
    Bytes content = value.integer(3);
    value.end();
    int number = 0;
    for (int i = 0; i < content.length(); i++) {
      number = (number << 8) | content.at(i);
    }
    if (content.at(0) >= 0x80 || number > most) {
      throw new DerException(start, "a number that isn't from 0 to " + most);
    }
    return number;
  }

  private static Bytes octets(DerReader value, int length) throws DerException {
    int start = value.offset();
    Bytes content = value.content(DerReader.OCTET_STRING);
    value.end();
    if (content.length() != length) {
      throw new DerException(start, content.length() + " bytes instead of " + length);
    }
    return content;
  }
}
