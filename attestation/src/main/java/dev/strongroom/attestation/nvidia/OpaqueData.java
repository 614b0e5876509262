// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What a device says of itself beside its measurements, covered by the same signature: NVIDIA's
/// fields in the opaque data of an SPDM response, each a type and a length of 16 bits and a value.
///
/// @param fields by type, unmodifiable; types that aren't known are kept and not interpreted
public record OpaqueData(SortedMap<Integer, Bytes> fields) {
  private static final int DRIVER_VERSION = 3,
      VBIOS_VERSION = 6,
      NVDEC0_STATUS = 11,
      CHIP_SKU = 15,
      PROJECT = 17,
      PROJECT_SKU = 18,
      FWID = 20,
      PROTECTED_PCIE = 21,
      SWITCH_PDI = 22,
      LOCK_STATUS = 25,
      GPU_PDIS = 26,
      FEATURE_FLAG = 36;
  private static final int ON = 0xaa, OFF = 0x55;
  private static final int PDI_LENGTH = 8;

  /// What a switch has room for; what follows in the same field is how its ports are connected.
  private static final int GPUS_OF_SWITCH = 8;

  private static final Bytes NO_PDI = Bytes.fromHex("ffffffffffffffff");
  private static final Pattern VERSION = Pattern.compile("[0-9A-Fa-f]{1,8}(\\.[0-9A-Fa-f]{1,8})*");
  private static final Pattern WORD = Pattern.compile("[0-9A-Za-z]{1,16}");

  /// Copies the fields.
  public OpaqueData {
    fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
  }

  static OpaqueData parse(Bytes encoded, int base) throws MalformedEvidenceException {
    SpdmCursor cursor = new SpdmCursor(encoded, 0);
    SortedMap<Integer, Bytes> fields = new TreeMap<>();
    while (cursor.left() > 0) {
      int at = base + cursor.offset();
      if (cursor.left() < 4) {
        throw SpdmCursor.error("spdm.opaque-field", at, "opaque field cut off");
      }
      int type = cursor.u16();
      int length = cursor.u16();
      if (length > cursor.left()) {
        throw SpdmCursor.error("spdm.opaque-field", at, "opaque field longer than the data");
      }
      Bytes value = cursor.bytes(length);
      if (fields.put(type, value) != null) {
        throw SpdmCursor.error("spdm.opaque-duplicate", at, "opaque field " + type + " again");
      }
      String problem = problem(type, value);
      if (problem != null) {
        throw SpdmCursor.error("nvidia.opaque-value", at, "opaque field " + type + problem);
      }
    }
    OpaqueData data = new OpaqueData(fields);
    if (!data.isSwitch() && data.driverVersion().isEmpty()) {
      throw SpdmCursor.error(
          "nvidia.device-type", base, "neither a GPU's (field 3) nor a switch's (field 22)");
    }
    return data;
  }

  private static @org.jspecify.annotations.Nullable String problem(int type, Bytes value) {
    return switch (type) {
      case DRIVER_VERSION -> text(value, VERSION).isEmpty() ? " isn't a version" : null;
      case CHIP_SKU, PROJECT, PROJECT_SKU -> text(value, WORD).isEmpty() ? " isn't a word" : null;
      case VBIOS_VERSION -> vbios(value).isEmpty() ? " isn't a version" : null;
      case NVDEC0_STATUS, PROTECTED_PCIE ->
          value.length() == 1 && (value.at(0) == ON || value.at(0) == OFF)
              ? null
              : " is neither AA nor 55";
      case FWID -> value.length() == SpdmReport.MEASUREMENT_LENGTH ? null : " isn't 48 bytes";
      case SWITCH_PDI, GPU_PDIS ->
          value.isEmpty() || value.length() % PDI_LENGTH != 0 ? " isn't a list of PDIs" : null;
      case LOCK_STATUS -> value.length() == 2 ? null : " isn't 2 bytes";
      case FEATURE_FLAG ->
          value.length() == 2 && value.at(0) <= 2 && value.at(1) == 0 ? null : " is unknown";
      default -> null;
    };
  }

  /// Text that zeros may follow.
  private static Optional<String> text(Bytes value, Pattern form) {
    int end = value.length();
    while (end > 0 && value.at(end - 1) == 0) {
      end--;
    }
    String text = new String(value.slice(0, end).toByteArray(), StandardCharsets.ISO_8859_1);
    return form.matcher(text).matches() ? Optional.of(text) : Optional.empty();
  }

  /// A GPU's is five bytes of which the first four stand in reverse, and three zeros; a switch's is
  /// text.
  private static Optional<String> vbios(Bytes value) {
    if (value.length() != PDI_LENGTH) {
      return text(value, VERSION).map(v -> v.toUpperCase(Locale.ROOT));
    }
    if (!value.slice(5, PDI_LENGTH).isAllZero()) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%02X.%02X.%02X.%02X.%02X",
            value.at(3),
            value.at(2),
            value.at(1),
            value.at(0),
            value.at(4)));
  }

  /// Whether a switch speaks, and not a GPU.
  public boolean isSwitch() {
    Bytes own = fields.get(SWITCH_PDI);
    return own != null && own.length() == PDI_LENGTH && !fields.containsKey(DRIVER_VERSION);
  }

  /// The driver that a GPU was started by, such as `550.90.07`.
  public Optional<String> driverVersion() {
    return field(DRIVER_VERSION).flatMap(value -> text(value, VERSION));
  }

  /// The version of a GPU's VBIOS or a switch's BIOS, such as `96.00.9F.00.01`, upper case.
  public Optional<String> vbiosVersion() {
    return field(VBIOS_VERSION).flatMap(OpaqueData::vbios);
  }

  /// The board's project, such as `G520`.
  public Optional<String> project() {
    return field(PROJECT).flatMap(value -> text(value, WORD));
  }

  /// Which of the project's boards.
  public Optional<String> projectSku() {
    return field(PROJECT_SKU).flatMap(value -> text(value, WORD));
  }

  /// Which of the chips.
  public Optional<String> chipSku() {
    return field(CHIP_SKU).flatMap(value -> text(value, WORD));
  }

  /// Whether the first video decoder is switched off, so that its firmware isn't measured.
  public boolean videoDecoderOff() {
    return field(NVDEC0_STATUS).map(value -> value.at(0) == OFF).orElse(false);
  }

  /// The digest of the firmware that holds the signing key; older reports have none.
  public Optional<Bytes> firmwareId() {
    return field(FWID);
  }

  /// How a GPU is shared out, if its fields don't contradict each other. A report that says nothing
  /// is older than the other modes.
  public Optional<NvidiaMode> mode() {
    Optional<Bytes> protectedPcie = field(PROTECTED_PCIE);
    boolean pcie = protectedPcie.map(value -> value.at(0) == ON).orElse(false);
    Optional<Bytes> flag = field(FEATURE_FLAG);
    if (flag.isEmpty()) {
      return Optional.of(pcie ? NvidiaMode.PROTECTED_PCIE : NvidiaMode.CONFIDENTIAL);
    }
    NvidiaMode mode =
        switch (flag.get().at(0)) {
          case 0 -> NvidiaMode.CONFIDENTIAL;
          case 1 -> NvidiaMode.CONFIDENTIAL_MULTI_GPU;
          default -> NvidiaMode.PROTECTED_PCIE;
        };
    boolean agree = protectedPcie.isEmpty() || pcie == (mode == NvidiaMode.PROTECTED_PCIE);
    return agree ? Optional.of(mode) : Optional.empty();
  }

  /// A switch's own PDI, the device's permanent number.
  public Optional<Bytes> switchPdi() {
    return isSwitch() ? field(SWITCH_PDI) : Optional.empty();
  }

  /// The PDIs of the switches that a GPU is linked to, in the byte order that switches use; empty
  /// if it names none.
  public Set<Bytes> linkedSwitches() {
    Set<Bytes> found = new LinkedHashSet<>();
    if (!isSwitch()) {
      for (Bytes pdi : pdis(field(SWITCH_PDI).orElse(Bytes.EMPTY), Integer.MAX_VALUE)) {
        found.add(reversed(pdi));
      }
    }
    return found;
  }

  /// The PDIs of the GPUs that a switch is linked to; empty if it doesn't tell.
  public Set<Bytes> linkedGpus() {
    return isSwitch() ? pdis(field(GPU_PDIS).orElse(Bytes.EMPTY), GPUS_OF_SWITCH) : Set.of();
  }

  private Optional<Bytes> field(int type) {
    return Optional.ofNullable(fields.get(type));
  }

  private static Set<Bytes> pdis(Bytes list, int most) {
    Set<Bytes> found = new LinkedHashSet<>();
    int count = Math.min(list.length() / PDI_LENGTH, most);
    for (int i = 0; i < count; i++) {
      Bytes pdi = list.slice(i * PDI_LENGTH, (i + 1) * PDI_LENGTH);
      if (!pdi.isAllZero() && !pdi.equals(NO_PDI)) {
        found.add(pdi);
      }
    }
    return found;
  }

  private static Bytes reversed(Bytes pdi) {
    byte[] turned = new byte[pdi.length()];
    for (int i = 0; i < turned.length; i++) {
      turned[i] = (byte) pdi.at(turned.length - 1 - i);
    }
    return Bytes.copyOf(turned);
  }
}
