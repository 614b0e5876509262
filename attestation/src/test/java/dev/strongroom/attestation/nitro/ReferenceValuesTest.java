// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.fixtures.NitroVector;
import dev.strongroom.attestation.fixtures.Vectors;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reference values that tell no image from another are refused; registers and module ids are read
/// as the hypervisor makes them.
class ReferenceValuesTest {
  private static final Bytes VALUE = Pcrs.extended(Bytes.utf8("value"));
  private static final Bytes ZERO = Bytes.zeros(48);

  private static ReferenceValues values(Map<Integer, Bytes> pcrs) {
    return new ReferenceValues("an image", new TreeMap<>(pcrs));
  }

  @Test
  void anImageIsPcr0OrPcr1And2() {
    values(Map.of(0, VALUE));
    values(Map.of(1, VALUE, 2, VALUE));
    values(Map.of(0, VALUE, 1, VALUE, 2, VALUE, 8, VALUE, 31, ZERO));
    for (Map<Integer, Bytes> few :
        List.<Map<Integer, Bytes>>of(
            Map.of(),
            Map.of(1, VALUE),
            Map.of(2, VALUE),
            Map.of(8, VALUE),
            Map.of(1, VALUE, 3, VALUE, 4, VALUE, 8, VALUE),
            Map.of(16, VALUE))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> values(few))
          .withMessageContaining("an image");
    }
  }

  @Test
  void zerosOfDebugModeAreRefused() {
    for (int index : List.of(0, 1, 2, 8)) {
      TreeMap<Integer, Bytes> pcrs = new TreeMap<>(Map.of(0, VALUE, 1, VALUE, 2, VALUE, 8, VALUE));
      pcrs.put(index, ZERO);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> values(pcrs))
          .withMessageContaining("PCR " + index);
    }
    // Others are zero in good images too.
    values(Map.of(0, VALUE, 3, ZERO, 16, ZERO));
  }

  @Test
  void whatIsNoRegisterIsRefused() {
    for (int index : List.of(-1, 32, Integer.MAX_VALUE)) {
      assertThatIllegalArgumentException().isThrownBy(() -> values(Map.of(0, VALUE, index, VALUE)));
    }
    for (int length : new int[] {0, 32, 47, 49, 64}) {
      Bytes other = Bytes.fromHex("01".repeat(length));
      assertThatIllegalArgumentException().isThrownBy(() -> values(Map.of(0, other)));
    }
  }

  @Test
  void anImageHasAName() {
    for (String name : List.of("", " ")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ReferenceValues(name, new TreeMap<>(Map.of(0, VALUE))));
    }
  }

  @Test
  void laterChangesDoNotShow() {
    TreeMap<Integer, Bytes> pcrs = new TreeMap<>(Map.of(0, VALUE));
    ReferenceValues values = new ReferenceValues("an image", pcrs);
    pcrs.put(0, ZERO);
    assertThat(values.pcrs()).containsExactly(Map.entry(0, VALUE));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> values.pcrs().put(1, VALUE));
  }

  @Test
  void realInstanceIdsAreMeasuredAsWeMeasureThem() throws Exception {
    for (NitroVector vector : Vectors.orAbort().nitro(v -> v.kind().equals("genuine"))) {
      ModuleId id = ModuleId.parse(vector.moduleId()).orElseThrow();
      assertThat(Pcrs.extended(Bytes.utf8(id.instance())))
          .as(vector.file())
          .isEqualTo(vector.pcrs().get(Pcrs.INSTANCE));
    }
  }

  @Test
  void moduleIdsAreReadInParts() {
    assertThat(ModuleId.parse("i-0123456789abcdef0-enc0123456789abcdef"))
        .contains(new ModuleId("i-0123456789abcdef0", EvidenceKind.NITRO_ENCLAVE));
    assertThat(ModuleId.parse("i-0123456789abcdef0-tpm0000000000000000"))
        .contains(new ModuleId("i-0123456789abcdef0", EvidenceKind.NITRO_TPM));
    assertThat(ModuleId.parse("i-01234567-enc0123456789abcdef")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "i-0123456789abcdef0",
        "i-0123456789abcdef0-enc",
        "i-0123456789abcdef0-enc0123456789abcdeF",
        "i-0123456789abcdef0-enc0123456789abcdef ",
        " i-0123456789abcdef0-enc0123456789abcdef",
        "i-0123456789abcdef0-enc0123456789abcdef\n",
        "i-0123456789abcdef0-vm0123456789abcdef",
        "i-0123456789abcdef0-enc0123456789abcdef-enc0123456789abcdef",
        "m-0123456789abcdef0-enc0123456789abcdef",
        "i-٠١٢٣٤٥٦٧-enc0123456789abcdef"
      })
  void otherNamesAreNoModuleIds(String text) {
    assertThat(ModuleId.parse(text)).isEmpty();
  }
}
