// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.dcap.verification.TcbInfo.Head;
import dev.strongroom.attestation.dcap.verification.TcbInfo.Level;
import dev.strongroom.attestation.dcap.verification.TcbInfo.Module;
import dev.strongroom.attestation.dcap.verification.TcbInfo.SvnLevel;
import dev.strongroom.attestation.json.JsonMember;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads TCB info and enclave identities as Intel serves them. Members that aren't known are passed
/// over, as Intel adds some; statuses and versions that aren't known are refused.
final class CollateralReader {
  private static final int SVN = 0xff;
  private static final int ISV_SVN = 0xffff;
  private static final int COMPONENTS = 16;

  private CollateralReader() {}

  static TcbInfo tcbInfo(Bytes served) throws MalformedJsonException {
    JsonNode info = parse(served).member("tcbInfo");
    Head head = head(served, info, "tcbInfo", "SGX");
    boolean second = head.version() == 2;
    boolean tdx = head.id().equals("TDX");
    if (!second && head.version() != 3) {
      throw info.error("version " + head.version() + ", known are 2 and 3");
    }
    if (info.member("tcbType").integer(0, SVN) != 0) {
      throw info.member("tcbType").error("only type 0 is known");
    }
    List<Level> levels = new ArrayList<>();
    for (JsonNode level : info.member("tcbLevels").items()) {
      JsonNode tcb = level.member("tcb");
      levels.add(
          new Level(
              second ? numbered(tcb) : components(tcb.member("sgxtcbcomponents")),
              tdx ? components(tcb.member("tdxtcbcomponents")) : List.of(),
              tcb.member("pcesvn").integer(0, ISV_SVN),
              status(level.member("tcbStatus")),
              advisories(level)));
    }
    Optional<Module> module = Optional.empty();
    List<Module> identities = new ArrayList<>();
    if (tdx) {
      module = Optional.of(module(info.member("tdxModule"), false));
      for (JsonNode identity : items(info.optional("tdxModuleIdentities").orElse(null))) {
        identities.add(module(identity, true));
      }
    }
    return new TcbInfo(
        head,
        hex(info.member("fmspc"), 6),
        hex(info.member("pceId"), 2),
        module,
        identities,
        levels);
  }

  static QeIdentity qeIdentity(Bytes served) throws MalformedJsonException {
    JsonNode identity = parse(served).member("enclaveIdentity");
    Head head = head(served, identity, "enclaveIdentity", "");
    if (head.version() != 2) {
      throw identity.error("version " + head.version() + ", known is 2");
    }
    return new QeIdentity(
        head,
        hex(identity.member("miscselect"), 4),
        hex(identity.member("miscselectMask"), 4),
        hex(identity.member("attributes"), 16),
        hex(identity.member("attributesMask"), 16),
        hex(identity.member("mrsigner"), 32),
        identity.member("isvprodid").integer(0, ISV_SVN),
        levels(identity));
  }

  private static JsonNode parse(Bytes served) throws MalformedJsonException {
    return JsonNode.parse(Objects.requireNonNullElse(served.asUtf8(), ""));
  }

  /// @param absent what an id that isn't there stands for; nothing if empty
  private static Head head(Bytes served, JsonNode signed, String member, String absent)
      throws MalformedJsonException {
    int version = signed.member("version").integer(0, SVN);
    String id =
        version < 3 && !absent.isEmpty() && signed.optional("id").isEmpty()
            ? absent
            : signed.member("id").text();
    return new Head(
        id,
        version,
        instant(signed.member("issueDate")),
        instant(signed.member("nextUpdate")),
        signed.member("tcbEvaluationDataNumber").integer(0, Integer.MAX_VALUE),
        served,
        JsonMember.of(served, member),
        hex(parse(served).member("signature"), 64));
  }

  private static Module module(JsonNode module, boolean identity) throws MalformedJsonException {
    return new Module(
        identity ? module.member("id").text() : "",
        hex(module.member("mrsigner"), 48),
        hex(module.member("attributes"), 8),
        hex(module.member("attributesMask"), 8),
        identity ? levels(module) : List.of());
  }

  private static List<SvnLevel> levels(JsonNode of) throws MalformedJsonException {
    List<SvnLevel> levels = new ArrayList<>();
    for (JsonNode level : of.member("tcbLevels").items()) {
      levels.add(
          new SvnLevel(
              level.member("tcb").member("isvsvn").integer(0, ISV_SVN),
              status(level.member("tcbStatus")),
              advisories(level)));
    }
    return levels;
  }

  /// Version 3: a list of 16 objects.
  private static List<Integer> components(JsonNode list) throws MalformedJsonException {
    List<Integer> components = new ArrayList<>();
    for (JsonNode component : list.items()) {
      components.add(component.member("svn").integer(0, SVN));
    }
    if (components.size() != COMPONENTS) {
      throw list.error(components.size() + " components instead of " + COMPONENTS);
    }
    return components;
  }

  /// Version 2: a member for each.
  private static List<Integer> numbered(JsonNode tcb) throws MalformedJsonException {
    List<Integer> components = new ArrayList<>();
    for (int i = 1; i <= COMPONENTS; i++) {
      components.add(tcb.member("sgxtcbcomp%02dsvn".formatted(i)).integer(0, SVN));
    }
    return components;
  }

  private static List<String> advisories(JsonNode level) throws MalformedJsonException {
    List<String> ids = new ArrayList<>();
    for (JsonNode id : items(level.optional("advisoryIDs").orElse(null))) {
      ids.add(id.text());
    }
    return ids;
  }

  /// Items of a list that may be empty or absent.
  private static List<JsonNode> items(@Nullable JsonNode list) throws MalformedJsonException {
    return list == null || (list.value() instanceof List<?> found && found.isEmpty())
        ? List.of()
        : list.items();
  }

  private static PlatformStatus status(JsonNode status) throws MalformedJsonException {
    return switch (status.text()) {
      case "UpToDate" -> PlatformStatus.UP_TO_DATE;
      case "SWHardeningNeeded" -> PlatformStatus.SW_HARDENING_NEEDED;
      case "ConfigurationNeeded" -> PlatformStatus.CONFIGURATION_NEEDED;
      case "ConfigurationAndSWHardeningNeeded" ->
          PlatformStatus.CONFIGURATION_AND_SW_HARDENING_NEEDED;
      case "OutOfDate" -> PlatformStatus.OUT_OF_DATE;
      case "OutOfDateConfigurationNeeded" -> PlatformStatus.OUT_OF_DATE_CONFIGURATION_NEEDED;
      case "Revoked" -> PlatformStatus.REVOKED;
      default -> throw status.error("an unknown status");
    };
  }

  private static Instant instant(JsonNode time) throws MalformedJsonException {
    try {
      return Instant.parse(time.text());
    } catch (DateTimeException e) {
      throw time.error("not a time");
    }
  }

  private static Bytes hex(JsonNode digits, int length) throws MalformedJsonException {
    try {
      Bytes bytes = Bytes.fromHex(digits.text());
      if (bytes.length() == length) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // The same complaint.
    }
    throw digits.error("not " + length + " bytes in hexadecimal digits");
  }
}
