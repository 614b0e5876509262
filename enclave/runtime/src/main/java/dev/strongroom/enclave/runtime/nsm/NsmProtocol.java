// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborWriter;
import org.jspecify.annotations.Nullable;

/// The module's language: requests and responses in CBOR, as `aws-nitro-enclaves-nsm-api` defines
/// them.
///
/// A command without arguments, and an answer without content, is its bare name; any other is a map
/// of one pair, the name and a map of fields. QEMU's module wants numbers below 256 in their short
/// forms, which [CborWriter] writes anyway.
final class NsmProtocol {
  private static final String DESCRIBE_NSM = "DescribeNSM";
  private static final String DESCRIBE_PCR = "DescribePCR";
  private static final String EXTEND_PCR = "ExtendPCR";
  private static final String LOCK_PCR = "LockPCR";
  private static final String LOCK_PCRS = "LockPCRs";
  private static final String ATTESTATION = "Attestation";
  private static final String GET_RANDOM = "GetRandom";

  private static final int MAX_U16 = 0xffff;

  private NsmProtocol() {}

  static Bytes describeRequest() {
    return new CborWriter().text(DESCRIBE_NSM).toBytes();
  }

  static Bytes describePcrRequest(int index) {
    return command(DESCRIBE_PCR, 1).text("index").integer(u16(index)).toBytes();
  }

  static Bytes extendPcrRequest(int index, Bytes data) {
    return command(EXTEND_PCR, 2)
        .text("index")
        .integer(u16(index))
        .text("data")
        .bytes(data)
        .toBytes();
  }

  static Bytes lockPcrRequest(int index) {
    return command(LOCK_PCR, 1).text("index").integer(u16(index)).toBytes();
  }

  static Bytes lockPcrsRequest(int range) {
    return command(LOCK_PCRS, 1).text("range").integer(u16(range)).toBytes();
  }

  static Bytes attestRequest(DocumentRequest wanted) {
    CborWriter out = command(ATTESTATION, 3);
    optional(out.text("user_data"), wanted.userData());
    optional(out.text("nonce"), wanted.nonce());
    optional(out.text("public_key"), wanted.publicKey());
    return out.toBytes();
  }

  static Bytes randomRequest() {
    return new CborWriter().text(GET_RANDOM).toBytes();
  }

  static NsmDescription description(Bytes response) throws NsmException {
    NsmAnswer answer = NsmAnswer.of(response, DESCRIBE_NSM);
    return new NsmDescription(
        new NsmDescription.Version(
            answer.u16("version_major"), answer.u16("version_minor"), answer.u16("version_patch")),
        answer.text("module_id"),
        answer.u16("max_pcrs"),
        answer.u16s("locked_pcrs"),
        answer.text("digest"));
  }

  static PcrState pcrState(Bytes response) throws NsmException {
    NsmAnswer answer = NsmAnswer.of(response, DESCRIBE_PCR);
    return new PcrState(answer.flag("lock"), answer.digest("data"));
  }

  static Bytes extendedPcr(Bytes response) throws NsmException {
    return NsmAnswer.of(response, EXTEND_PCR).digest("data");
  }

  static void lockedPcr(Bytes response) throws NsmException {
    NsmAnswer.bare(response, LOCK_PCR);
  }

  static void lockedPcrs(Bytes response) throws NsmException {
    NsmAnswer.bare(response, LOCK_PCRS);
  }

  static Bytes document(Bytes response) throws NsmException {
    return NsmAnswer.of(response, ATTESTATION).bytes("document");
  }

  static byte[] random(Bytes response) throws NsmException {
    return NsmAnswer.of(response, GET_RANDOM).bytes("random").toByteArray();
  }

  private static CborWriter command(String name, int fields) {
    return new CborWriter().map(1).text(name).map(fields);
  }

  private static void optional(CborWriter out, @Nullable Bytes value) {
    if (value == null) {
      out.nothing();
    } else {
      out.bytes(value);
    }
  }

  private static int u16(int value) {
    if (value < 0 || value > MAX_U16) {
      throw new IllegalArgumentException(value + " isn't in 0 to 65535");
    }
    return value;
  }
}
