// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborWriter;
import java.util.List;
import java.util.Optional;

/// Writes CoRIMs of Intel's profile with one reference, to be changed at will.
final class IntelCorim {
  /// 2.16.840.1.113741.1.2.3.5.1, as in the profile's example of an enclave.
  static final String ENCLAVE = "6086480186f84d0102030501";

  /// 2.16.840.1.113741.1.2.3.4.1, its example of a quoting enclave.
  static final String QUOTING_ENCLAVE = "6086480186f84d0102030401";

  /// An identifier of nobody's: 2.999.1.
  static final String OTHER = "883701";

  private IntelCorim() {}

  /// A value under its code point.
  @FunctionalInterface
  interface Entry {
    void write(CborWriter writer);

    static Entry number(int code, long value) {
      return writer -> writer.integer(code).integer(value);
    }

    static Entry bytes(int code, String hex) {
      return writer -> writer.integer(code).bytes(Bytes.fromHex(hex));
    }

    static Entry text(int code, String text) {
      return writer -> writer.integer(code).text(text);
    }

    /// #6.60010([operator, number])
    static Entry numeric(int code, int operator, long value) {
      return writer -> writer.integer(code).tag(60010).array(2).integer(operator).integer(value);
    }

    /// #6.564([least, most])
    static Entry range(int code, Optional<Long> least, Optional<Long> most) {
      return writer -> {
        writer.integer(code).tag(564).array(2);
        least.ifPresentOrElse(writer::integer, writer::nothing);
        most.ifPresentOrElse(writer::integer, writer::nothing);
      };
    }

    /// #6.563([value, mask])
    static Entry masked(int code, String value, String mask) {
      return writer ->
          writer
              .integer(code)
              .tag(563)
              .array(2)
              .bytes(Bytes.fromHex(value))
              .bytes(Bytes.fromHex(mask));
    }

    /// [algorithm, value]
    static Entry digest(int code, int algorithm, String hex) {
      return writer -> writer.integer(code).array(2).integer(algorithm).bytes(Bytes.fromHex(hex));
    }

    /// [[algorithm, value], …], in #6.60020([operator, …]) if there is an operator
    static Entry digests(int code, Optional<Integer> operator, List<Corim.Digest> digests) {
      return writer -> {
        writer.integer(code);
        operator.ifPresent(one -> writer.tag(60020).array(2).integer(one));
        writer.array(digests.size());
        digests.forEach(one -> writer.array(2).integer(one.algorithm()).bytes(one.value()));
      };
    }

    /// [name, …], in #6.60021([operator, …]) if there is an operator
    static Entry texts(int code, Optional<Integer> operator, String... texts) {
      return writer -> {
        writer.integer(code);
        operator.ifPresent(one -> writer.tag(60021).array(2).integer(one));
        writer.array(texts.length);
        for (String text : texts) {
          writer.text(text);
        }
      };
    }
  }

  static Corim.Digest digest(int algorithm, String hex) {
    return new Corim.Digest(algorithm, Bytes.fromHex(hex));
  }

  /// One reference of a class with one measurement.
  static Bytes of(String classId, List<Entry> entries) {
    CborWriter measurement = new CborWriter().map(1).integer(1).map(entries.size());
    entries.forEach(entry -> entry.write(measurement));
    return around(classId, measurement.toBytes());
  }

  /// One reference of a class with a measurement map as it is.
  static Bytes around(String classId, Bytes measurement) {
    CborWriter comid =
        new CborWriter()
            .map(3)
            .integer(1)
            .map(1)
            .integer(0)
            .text("sample reference tag")
            .integer(2)
            .array(1)
            .map(3)
            .integer(0)
            .text("INTEL")
            .integer(1)
            .tag(32)
            .text("https://intel.example")
            .integer(2)
            .array(1)
            .integer(0)
            .integer(4)
            .map(1)
            .integer(0)
            .array(1)
            .array(2)
            .map(1)
            .integer(0)
            .map(1)
            .integer(0)
            .tag(111)
            .bytes(Bytes.fromHex(classId))
            .array(1);
    Bytes whole = Bytes.fromHex(comid.toBytes().hex() + measurement.hex());
    return new CborWriter()
        .tag(501)
        .map(3)
        .integer(0)
        .text("sample")
        .integer(1)
        .array(1)
        .tag(506)
        .bytes(whole)
        .integer(3)
        .tag(111)
        .bytes(Bytes.fromHex(Corim.INTEL))
        .toBytes();
  }
}
