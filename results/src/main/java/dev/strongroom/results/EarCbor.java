// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import dev.strongroom.attestation.cbor.CborWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A result's claims in CBOR (draft-ietf-rats-ear-04, 3): keys are numbers, in the order of their
/// size as far as they are ours.
final class EarCbor {
  private static final long PROFILE = 265;
  private static final long ISSUED = 6;
  private static final long EXPIRES = 4;
  private static final long NONCE = 10;
  private static final long SUBMODS = 266;
  private static final long STATUS = 1000;
  private static final long VECTOR = 1001;
  private static final long RAW = 1002;
  private static final long POLICIES = 1003;
  private static final long VERIFIER = 1004;
  private static final long VERIFIER_CLAIMS = 1006;
  private static final String DIGEST = "evidence_sha256";
  private static final int MOST_CLAIMS = 64;

  private EarCbor() {}

  static Bytes write(Ear ear) {
    CborWriter cbor = new CborWriter();
    cbor.map(4 + count(ear.expires()) + count(ear.rawEvidence()));
    if (ear.expires().isPresent()) {
      cbor.integer(EXPIRES).integer(ear.expires().get().getEpochSecond());
    }
    cbor.integer(ISSUED).integer(ear.issuedAt().getEpochSecond());
    cbor.integer(PROFILE).text(Ear.PROFILE);
    cbor.integer(SUBMODS).map(ear.appraisals().size());
    for (Ear.Appraised appraised : ear.appraisals()) {
      cbor.text(appraised.label());
      appraised(cbor, appraised);
    }
    ear.rawEvidence().ifPresent(raw -> cbor.integer(RAW).bytes(raw));
    cbor.integer(VERIFIER).map(2);
    cbor.integer(0).text(ear.verifier().developer());
    cbor.integer(1).text(ear.verifier().build());
    return cbor.toBytes();
  }

  private static void appraised(CborWriter cbor, Ear.Appraised appraised) {
    cbor.map(
        1
            + (appraised.vector().isEmpty() ? 0 : 1)
            + (appraised.policies().isEmpty() ? 0 : 1)
            + count(appraised.nonce())
            + count(appraised.evidenceDigest()));
    appraised.nonce().ifPresent(nonce -> cbor.integer(NONCE).bytes(nonce));
    cbor.integer(STATUS).integer(appraised.status().code());
    if (!appraised.vector().isEmpty()) {
      cbor.integer(VECTOR).map(appraised.vector().size());
      appraised.vector().forEach((claim, value) -> cbor.integer(claim.code()).integer(value));
    }
    if (!appraised.policies().isEmpty()) {
      cbor.integer(POLICIES).array(appraised.policies().size());
      appraised.policies().forEach(cbor::text);
    }
    appraised
        .evidenceDigest()
        .ifPresent(digest -> cbor.integer(VERIFIER_CLAIMS).map(1).text(DIGEST).bytes(digest));
  }

  private static int count(Optional<?> value) {
    return value.isPresent() ? 1 : 0;
  }

  static Ear read(Bytes encoded) throws ResultException {
    try {
      CborReader reader = new CborReader(encoded, 0);
      Ear ear = new Claims().read(reader);
      reader.end();
      return ear;
    } catch (CborException | IllegalArgumentException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private static ResultException malformed(String detail) {
    return new ResultException(ResultException.Problem.MALFORMED, detail);
  }

  /// What was read of a map with numbers for keys; each stands there once.
  private static final class Keys {
    private final CborReader reader;
    private final int count;
    private final Set<Long> seen = new HashSet<>();
    private int read;

    Keys(CborReader reader) throws CborException {
      this.reader = reader;
      count = reader.mapHeader();
    }

    /// The next key; null at the end.
    @Nullable Long next() throws CborException, ResultException {
      if (!reader.more(count, read++)) {
        return null;
      }
      long key = reader.integer();
      if (!seen.add(key) || read > MOST_CLAIMS) {
        throw malformed("a claim that stood before, or too many: " + key);
      }
      return key;
    }
  }

  private static final class Claims {
    private @Nullable String profile;
    private @Nullable Instant issued;
    private Optional<Instant> expires = Optional.empty();
    private Ear.@Nullable Verifier verifier;
    private Optional<Bytes> raw = Optional.empty();
    private final List<Ear.Appraised> appraisals = new ArrayList<>();

    Ear read(CborReader reader) throws CborException, ResultException {
      Keys keys = new Keys(reader);
      for (Long key = keys.next(); key != null; key = keys.next()) {
        if (key == PROFILE) {
          profile = reader.textString();
        } else if (key == ISSUED) {
          issued = seconds(reader);
        } else if (key == EXPIRES) {
          expires = Optional.of(seconds(reader));
        } else if (key == RAW) {
          raw = Optional.of(reader.byteString());
        } else if (key == VERIFIER) {
          verifier = verifier(reader);
        } else if (key == SUBMODS) {
          submods(reader);
        } else {
          reader.skip();
        }
      }
      if (profile == null || !profile.equals(Ear.PROFILE)) {
        throw new ResultException(
            ResultException.Problem.PROFILE, profile == null ? "none" : profile);
      }
      if (issued == null || verifier == null) {
        throw malformed("without a time, or a verifier");
      }
      return new Ear(issued, expires, verifier, raw, appraisals);
    }

    private void submods(CborReader reader) throws CborException, ResultException {
      int count = reader.mapHeader();
      for (int read = 0; reader.more(count, read); read++) {
        if (read == Ear.MAX_APPRAISALS) {
          throw malformed("more appraisals than " + Ear.MAX_APPRAISALS);
        }
        appraisals.add(appraised(reader.textString(), reader));
      }
    }
  }

  private static Ear.Verifier verifier(CborReader reader) throws CborException, ResultException {
    String developer = null;
    String build = null;
    Keys keys = new Keys(reader);
    for (Long key = keys.next(); key != null; key = keys.next()) {
      if (key == 0) {
        developer = reader.textString();
      } else if (key == 1) {
        build = reader.textString();
      } else {
        reader.skip();
      }
    }
    if (developer == null || build == null) {
      throw malformed("a verifier without developer or build");
    }
    return new Ear.Verifier(developer, build);
  }

  private static Ear.Appraised appraised(String label, CborReader reader)
      throws CborException, ResultException {
    Optional<Tier> status = Optional.empty();
    Map<TrustClaim, Integer> vector = new EnumMap<>(TrustClaim.class);
    List<String> policies = new ArrayList<>();
    Optional<Bytes> nonce = Optional.empty();
    Optional<Bytes> digest = Optional.empty();
    Keys keys = new Keys(reader);
    for (Long key = keys.next(); key != null; key = keys.next()) {
      if (key == STATUS) {
        status = Tier.coded(reader.integer());
      } else if (key == VECTOR) {
        vector(reader, vector);
      } else if (key == POLICIES) {
        int count = reader.arrayHeader();
        for (int read = 0; reader.more(count, read); read++) {
          policies.add(reader.textString());
        }
      } else if (key == NONCE) {
        nonce = Optional.of(reader.byteString());
      } else if (key == VERIFIER_CLAIMS) {
        digest = digest(reader);
      } else {
        reader.skip();
      }
    }
    if (status.isEmpty()) {
      throw malformed("an appraisal without a tier that is known");
    }
    return new Ear.Appraised(label, status.get(), vector, policies, nonce, digest);
  }

  private static void vector(CborReader reader, Map<TrustClaim, Integer> vector)
      throws CborException, ResultException {
    Keys keys = new Keys(reader);
    for (Long key = keys.next(); key != null; key = keys.next()) {
      Optional<TrustClaim> claim = TrustClaim.coded(key);
      long value = reader.integer();
      if (claim.isEmpty() || value < -128 || value > 127) {
        throw malformed("an unknown claim, or a value out of range: " + key);
      }
      vector.put(claim.get(), (int) value);
    }
  }

  private static Optional<Bytes> digest(CborReader reader) throws CborException {
    Optional<Bytes> digest = Optional.empty();
    int count = reader.mapHeader();
    for (int read = 0; reader.more(count, read); read++) {
      if (reader.textString().equals(DIGEST)) {
        digest = Optional.of(reader.byteString());
      } else {
        reader.skip();
      }
    }
    return digest;
  }

  private static Instant seconds(CborReader reader) throws CborException, ResultException {
    long seconds = reader.integer();
    if (seconds < 0 || seconds > Integer.MAX_VALUE) {
      throw malformed("a time out of range");
    }
    return Instant.ofEpochSecond(seconds);
  }
}
