// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The triples of CoMIDs (draft-ietf-rats-corim-10, 5): reference values are read, keys are
/// counted; triples that would take values back or make them depend on others are refused.
final class CorimTriples {
  private static final int MOST_REFERENCES = 256;
  private static final int MOST_ENTITIES = 16;
  private static final int TAG_IDENTITY = 1;
  private static final int ENTITIES = 2;
  private static final int REGISTRATION = 1;
  private static final int URI = 32;
  private static final int TRIPLES = 4;
  private static final int REFERENCES = 0;
  private static final int IDENTITY_KEYS = 2;
  private static final int ATTESTATION_KEYS = 3;
  private static final int CLASS = 0;
  private static final int INSTANCE = 1;
  private static final int CLASS_ID = 0;
  private static final int VENDOR = 1;
  private static final int MODEL = 2;
  private static final int OID = 111;
  private static final int UUID = 37;
  private static final int RAW = 560;
  private static final int KEY = 0;
  private static final int VALUE = 1;
  private static final int KEY_TAG_FIRST = 554;
  private static final int KEY_TAG_LAST = 562;

  private final boolean intel;
  private final List<Corim.Reference> references = new ArrayList<>();
  private int trustAnchors;

  /// @param intel whether measurements are those of Intel's profile
  CorimTriples(boolean intel) {
    this.intel = intel;
  }

  List<Corim.Reference> references() {
    return references;
  }

  int trustAnchors() {
    return trustAnchors;
  }

  void read(Bytes comid) throws CborException, ResultException {
    CborReader reader = new CborReader(comid, 0);
    boolean identity = false;
    boolean triples = false;
    CorimKeys keys = new CorimKeys(reader);
    while (keys.more()) {
      switch (keys.key()) {
        case TAG_IDENTITY -> {
          identity = true;
          reader.skip();
        }
        case ENTITIES -> entities(reader);
        case TRIPLES -> {
          triples = true;
          triples(comid, reader);
        }
        default -> reader.skip();
      }
    }
    reader.end();
    if (!identity || !triples) {
      throw CorimReader.malformed("a CoMID without identity or triples");
    }
  }

  /// Who made it (5.1.3): said by itself, so it is read only for its form.
  private static void entities(CborReader reader) throws CborException, ResultException {
    int count = reader.arrayHeader();
    for (int read = 0; reader.more(count, read); read++) {
      if (read == MOST_ENTITIES) {
        throw CorimReader.malformed("too many entities");
      }
      CorimKeys keys = new CorimKeys(reader);
      while (keys.more()) {
        if (keys.key() == REGISTRATION && reader.tagIf(URI)) {
          reader.textString();
        } else {
          reader.skip();
        }
      }
    }
  }

  private void triples(Bytes comid, CborReader reader) throws CborException, ResultException {
    CorimKeys keys = new CorimKeys(reader);
    while (keys.more()) {
      int kind = keys.key();
      if (kind != REFERENCES && kind != IDENTITY_KEYS && kind != ATTESTATION_KEYS) {
        throw CorimReader.malformed("triples of a kind that isn't understood: " + kind);
      }
      int count = reader.arrayHeader();
      for (int read = 0; reader.more(count, read); read++) {
        reader.arrayHeader(2);
        if (kind == REFERENCES) {
          reference(comid, reader);
        } else {
          keys(reader);
        }
      }
    }
  }

  /// What an environment map says (5.1.4.1.1).
  ///
  /// @param identified whether its class has an identifier
  /// @param oid its class's identifier, if that is an OID
  /// @param named whether its class has vendor and model
  /// @param instance which one
  private record Environment(
      boolean identified, Optional<Bytes> oid, boolean named, Optional<Bytes> instance) {}

  private static Environment environment(CborReader reader) throws CborException, ResultException {
    boolean identified = false;
    Optional<Bytes> oid = Optional.empty();
    boolean vendor = false;
    boolean model = false;
    Optional<Bytes> instance = Optional.empty();
    CorimKeys keys = new CorimKeys(reader);
    while (keys.more()) {
      switch (keys.key()) {
        case CLASS -> {
          CorimKeys members = new CorimKeys(reader);
          while (members.more()) {
            switch (members.key()) {
              case CLASS_ID -> {
                boolean known = reader.tagIf(OID);
                if (!known && !reader.tagIf(UUID) && !reader.tagIf(RAW)) {
                  throw CorimReader.malformed("a class identifier of an unknown form");
                }
                Bytes identifier = reader.byteString();
                identified = !identifier.isEmpty();
                oid = known ? Optional.of(identifier) : Optional.empty();
              }
              case VENDOR -> vendor = !reader.textString().isEmpty();
              case MODEL -> model = !reader.textString().isEmpty();
              default -> reader.skip();
            }
          }
        }
        case INSTANCE -> {
          if (!reader.tagIf(RAW) && !reader.tagIf(UUID) && !reader.tagIf(550)) {
            throw CorimReader.malformed("an instance of an unknown form");
          }
          instance = Optional.of(reader.byteString());
        }
        default -> throw CorimReader.malformed("an environment of a group");
      }
    }
    return new Environment(identified, oid, vendor && model, instance);
  }

  private void keys(CborReader reader) throws CborException, ResultException {
    if (!environment(reader).named()) {
      throw CorimReader.malformed("a trust anchor without vendor or model");
    }
    int count = reader.arrayHeader();
    for (int read = 0; reader.more(count, read); read++) {
      boolean known = false;
      for (int tag = KEY_TAG_FIRST; tag <= KEY_TAG_LAST && !known; tag++) {
        known = reader.tagIf(tag);
      }
      if (!known) {
        throw CorimReader.malformed("a key of an unknown form");
      }
      reader.skip();
      trustAnchors++;
    }
  }

  private void reference(Bytes comid, CborReader reader) throws CborException, ResultException {
    Environment environment = environment(reader);
    if (!environment.identified() && !environment.named()) {
      throw CorimReader.malformed("reference values of no class");
    }
    Map<Integer, Corim.Value> values = new HashMap<>();
    int count = reader.arrayHeader();
    for (int read = 0; reader.more(count, read); read++) {
      if (intel) {
        intelMeasurement(comid, reader, values);
      } else {
        measurement(reader, values);
      }
    }
    if (values.isEmpty() || references.size() == MOST_REFERENCES) {
      throw CorimReader.malformed("no reference values, or too many");
    }
    references.add(new Corim.Reference(environment.oid(), environment.instance(), values));
  }

  private static void measurement(CborReader reader, Map<Integer, Corim.Value> values)
      throws CborException, ResultException {
    Optional<Integer> key = Optional.empty();
    Optional<Corim.Value> value = Optional.empty();
    CorimKeys keys = new CorimKeys(reader);
    while (keys.more()) {
      switch (keys.key()) {
        case KEY -> {
          long number = measurementKey(reader);
          key = Optional.of((int) number);
        }
        case VALUE -> value = Optional.of(CorimValue.read(reader));
        default -> throw CorimReader.malformed("a measurement under conditions");
      }
    }
    if (key.isEmpty()) {
      throw CorimReader.malformed("a measurement without a key");
    }
    if (value.isEmpty() || values.put(key.get(), value.get()) != null) {
      throw CorimReader.malformed("a measurement without a value, or two of " + key.get());
    }
  }

  /// By Intel's profile one measurement has many values, each under a code point of its own. Those
  /// of several elements, told apart by keys, aren't for one policy.
  private static void intelMeasurement(
      Bytes comid, CborReader reader, Map<Integer, Corim.Value> values)
      throws CborException, ResultException {
    CorimKeys keys = new CorimKeys(reader);
    while (keys.more()) {
      switch (keys.key()) {
        case KEY -> throw CorimReader.notExpressible("a measurement under a key of its own");
        case VALUE -> new IntelValues(comid, reader).read(values);
        default -> throw CorimReader.notExpressible("a measurement under conditions");
      }
    }
  }

  private static long measurementKey(CborReader reader) throws CborException, ResultException {
    if (reader.tagIf(OID) || reader.tagIf(UUID)) {
      throw CorimReader.malformed("a measurement key that is no number");
    }
    long number = reader.integer();
    if (number < 0 || number > 65535) {
      throw CorimReader.malformed("a measurement key out of range");
    }
    return number;
  }
}
