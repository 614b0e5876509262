// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import dev.strongroom.attestation.cose.CoseSign1;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the payload map of one document, key by key, in any order, each at most once.
///
/// Limits are those of AWS's "Attestation document specification", but where genuine documents go
/// beyond it: optional fields are null rather than absent, a public key may be empty, and user data
/// may have 1024 bytes. Since 2025 the map is of indefinite length; before it was definite.
final class PayloadReader {
  private static final int MAX_PAYLOAD = 16 * 1024;
  private static final int MAX_CERTIFICATE = 1024;
  private static final int MAX_BUNDLE = 16;
  private static final int MAX_FIELD = 1024;
  private static final int MAX_PCRS = 32;
  private static final Set<Integer> PCR_LENGTHS = Set.of(32, 48, 64);

  private final Bytes encoded;
  private final CoseSign1 envelope;
  private final CborReader reader;

  private @Nullable String moduleId;
  private @Nullable String digest;
  private @Nullable Instant timestamp;
  private @Nullable SortedMap<Integer, Bytes> enclavePcrs;
  private @Nullable SortedMap<Integer, Bytes> tpmPcrs;
  private @Nullable Bytes certificate;
  private @Nullable List<Bytes> cabundle;
  private Field publicKey = new Field.Absent();
  private Field userData = new Field.Absent();
  private Field nonce = new Field.Absent();
  private final List<String> unknownKeys = new ArrayList<>();

  PayloadReader(Bytes encoded, CoseSign1 envelope) {
    this.encoded = encoded;
    this.envelope = envelope;
    this.reader = new CborReader(envelope.payload(), envelope.payloadOffset());
  }

  NitroDocument read() throws CborException, MalformedEvidenceException {
    if (envelope.payload().length() > MAX_PAYLOAD) {
      throw broken(
          "nitro.length",
          envelope.payloadOffset(),
          "payload longer than " + MAX_PAYLOAD + " bytes");
    }
    Set<String> seen = new HashSet<>();
    int count = reader.mapHeader();
    for (int i = 0; reader.more(count, i); i++) {
      int at = reader.offset();
      String key = reader.textString();
      if (!seen.add(key)) {
        throw broken("cbor.duplicate-key", at, "map key that stood before");
      }
      value(key);
    }
    reader.end();
    return document();
  }

  private void value(String key) throws CborException, MalformedEvidenceException {
    int at = reader.offset();
    switch (key) {
      case "module_id" -> {
        moduleId = reader.textString();
        require(!moduleId.isEmpty(), "nitro.length", at, "module_id is empty");
      }
      case "digest" -> digest = reader.textString();
      case "timestamp" -> {
        long milliseconds = reader.integer();
        require(milliseconds > 0, "nitro.value", at, "timestamp isn't positive");
        timestamp = Instant.ofEpochMilli(milliseconds);
      }
      case "pcrs" -> enclavePcrs = pcrs();
      case "nitrotpm_pcrs" -> tpmPcrs = pcrs();
      case "certificate" -> certificate = bounded("certificate", 1, MAX_CERTIFICATE);
      case "cabundle" -> cabundle = bundle();
      case "public_key" -> publicKey = field("public_key");
      case "user_data" -> userData = field("user_data");
      case "nonce" -> nonce = field("nonce");
      default -> {
        unknownKeys.add(key);
        reader.skip();
      }
    }
  }

  private SortedMap<Integer, Bytes> pcrs() throws CborException, MalformedEvidenceException {
    int start = reader.offset();
    SortedMap<Integer, Bytes> pcrs = new TreeMap<>();
    int count = reader.mapHeader();
    for (int i = 0; reader.more(count, i); i++) {
      int at = reader.offset();
      long index = reader.integer();
      require(index >= 0 && index < MAX_PCRS, "nitro.value", at, "PCR index outside 0 to 31");
      Bytes value = reader.byteString();
      require(
          PCR_LENGTHS.contains(value.length()),
          "nitro.length",
          at,
          "PCR of " + value.length() + " bytes");
      require(
          pcrs.put((int) index, value) == null,
          "cbor.duplicate-key",
          at,
          "PCR index that stood before");
    }
    require(!pcrs.isEmpty(), "nitro.length", start, "no PCRs");
    return pcrs;
  }

  private List<Bytes> bundle() throws CborException, MalformedEvidenceException {
    int start = reader.offset();
    List<Bytes> bundle = new ArrayList<>();
    int count = reader.arrayHeader();
    while (reader.more(count, bundle.size())) {
      require(
          bundle.size() < MAX_BUNDLE,
          "nitro.length",
          reader.offset(),
          "cabundle of more than " + MAX_BUNDLE + " certificates");
      bundle.add(bounded("cabundle entry", 1, MAX_CERTIFICATE));
    }
    require(!bundle.isEmpty(), "nitro.length", start, "cabundle is empty");
    return bundle;
  }

  private Field field(String name) throws CborException, MalformedEvidenceException {
    return reader.nullIf() ? new Field.Null() : new Field.Value(bounded(name, 0, MAX_FIELD));
  }

  private Bytes bounded(String name, int least, int most)
      throws CborException, MalformedEvidenceException {
    int at = reader.offset();
    Bytes bytes = reader.byteString();
    require(
        bytes.length() >= least && bytes.length() <= most,
        "nitro.length",
        at,
        name + " of " + bytes.length() + " bytes, " + least + " to " + most + " allowed");
    return bytes;
  }

  private NitroDocument document() throws MalformedEvidenceException {
    require(
        enclavePcrs == null || tpmPcrs == null,
        "nitro.kind",
        envelope.payloadOffset(),
        "document of an enclave and of a NitroTPM at once");
    SortedMap<Integer, Bytes> pcrs = enclavePcrs != null ? enclavePcrs : tpmPcrs;
    return new NitroDocument(
        tpmPcrs != null ? EvidenceKind.NITRO_TPM : EvidenceKind.NITRO_ENCLAVE,
        encoded,
        envelope,
        present(moduleId, "module_id"),
        present(digest, "digest"),
        present(timestamp, "timestamp"),
        present(pcrs, "pcrs"),
        present(certificate, "certificate"),
        present(cabundle, "cabundle"),
        publicKey,
        userData,
        nonce,
        unknownKeys);
  }

  private <T> T present(@Nullable T value, String key) throws MalformedEvidenceException {
    if (value == null) {
      throw broken("nitro.missing-key", envelope.payloadOffset(), "no " + key);
    }
    return value;
  }

  private static void require(boolean holds, String code, int offset, String message)
      throws MalformedEvidenceException {
    if (!holds) {
      throw broken(code, offset, message);
    }
  }

  private static MalformedEvidenceException broken(String code, int offset, String message) {
    return new MalformedEvidenceException(code, offset, message);
  }
}
