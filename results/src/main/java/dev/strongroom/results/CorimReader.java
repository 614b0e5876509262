// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import dev.strongroom.attestation.cose.CoseSign1;
import dev.strongroom.results.ResultException.Problem;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads CoRIMs (draft-ietf-rats-corim-10, 4): unsigned ones, and COSE_Sign1 around them.
public final class CorimReader {
  /// No CoRIM is longer.
  public static final int MAX_LENGTH = 1 << 20;

  private static final int UNSIGNED = 501;
  private static final int COMID = 506;
  private static final int URI = 32;
  private static final int OID = 111;
  private static final int MOST_TAGS = 64;
  private static final int ID = 0;
  private static final int TAGS = 1;
  private static final int PROFILE = 3;

  private CorimReader() {}

  /// Reads a CoRIM.
  ///
  /// @param keys of those whose word counts, if it is signed; without any, a signed one is refused
  /// @throws ResultException if it breaks the layout, or isn't signed by one of `keys`
  public static Corim read(Bytes encoded, List<PublicKey> keys) throws ResultException {
    if (encoded.isEmpty() || encoded.length() > MAX_LENGTH) {
      throw malformed("1 to " + MAX_LENGTH + " bytes are needed");
    }
    try {
      CborReader reader = new CborReader(encoded, 0);
      if (reader.tagIf(UNSIGNED)) {
        if (!keys.isEmpty()) {
          throw new ResultException(Problem.SIGNATURE, "it isn't signed");
        }
        return unsigned(reader, false);
      }
      CoseSign1 envelope = CoseSign1.parse(encoded);
      verify(envelope, keys);
      CborReader payload = new CborReader(envelope.payload(), envelope.payloadOffset());
      if (!payload.tagIf(UNSIGNED)) {
        throw malformed("signed, but no CoRIM");
      }
      return unsigned(payload, true);
    } catch (CborException | IllegalArgumentException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  /// The algorithm has to stand in the protected header; other headers say nothing that is used.
  private static void verify(CoseSign1 envelope, List<PublicKey> keys)
      throws CborException, ResultException {
    CborReader header = new CborReader(envelope.protectedHeader(), 0);
    int count = header.mapHeader();
    Optional<Long> algorithm = Optional.empty();
    for (int read = 0; header.more(count, read); read++) {
      long key = header.integer();
      if (key == 2) {
        throw malformed("a critical header");
      }
      if (key == 1 && algorithm.isEmpty()) {
        algorithm = Optional.of(header.integer());
      } else if (key == 1) {
        throw malformed("two algorithms");
      } else {
        header.skip();
      }
    }
    header.end();
    long stated = algorithm.orElseThrow(() -> malformed("no algorithm"));
    for (PublicKey key : keys) {
      Optional<TokenAlgorithm> own = TokenAlgorithm.of(key).filter(one -> one.cose() == stated);
      if (own.isPresent() && verifies(key, own.get(), envelope)) {
        return;
      }
    }
    throw new ResultException(Problem.SIGNATURE, "none of the keys made it");
  }

  private static boolean verifies(PublicKey key, TokenAlgorithm algorithm, CoseSign1 envelope) {
    try {
      Signature signature = Signature.getInstance(algorithm.jca());
      signature.initVerify(key);
      envelope.signedPrefix().updateTo(signature);
      envelope.payload().updateTo(signature);
      return envelope.signature().verifiedBy(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static Corim unsigned(CborReader reader, boolean signed)
      throws CborException, ResultException {
    String id = "";
    String profile = "";
    List<Bytes> comids = new ArrayList<>();
    CorimKeys keys = new CorimKeys(reader);
    while (keys.more()) {
      switch (keys.key()) {
        case ID -> id = text(reader);
        case TAGS -> {
          int count = reader.arrayHeader();
          for (int read = 0; reader.more(count, read); read++) {
            if (!reader.tagIf(COMID) || read == MOST_TAGS) {
              throw malformed("a tag that is no CoMID, or too many");
            }
            comids.add(reader.byteString());
          }
        }
        case PROFILE -> profile = profile(reader);
        default -> reader.skip();
      }
    }
    reader.end();
    if (id.isBlank() || profile.isEmpty() || comids.isEmpty()) {
      throw malformed("without an id, a profile or a tag");
    }
    CorimTriples triples = new CorimTriples(profile.equals(Corim.INTEL));
    for (Bytes comid : comids) {
      triples.read(comid);
    }
    return new Corim(id, profile, signed, triples.references(), triples.trustAnchors());
  }

  private static String profile(CborReader reader) throws CborException {
    if (reader.tagIf(URI)) {
      return reader.textString();
    }
    reader.tagIf(OID);
    return reader.byteString().hex();
  }

  /// Text, or a UUID.
  private static String text(CborReader reader) throws CborException {
    try {
      return reader.textString();
    } catch (CborException e) {
      return reader.byteString().hex();
    }
  }

  static ResultException notExpressible(String detail) {
    return new ResultException(Problem.NOT_EXPRESSIBLE, detail);
  }

  static ResultException malformed(String detail) {
    return new ResultException(Problem.MALFORMED, detail);
  }
}
