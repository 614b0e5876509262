// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import static dev.strongroom.attestation.policy.PolicyJson.allowed;
import static dev.strongroom.attestation.policy.PolicyJson.anchor;
import static dev.strongroom.attestation.policy.PolicyJson.claim;
import static dev.strongroom.attestation.policy.PolicyJson.hex;
import static dev.strongroom.attestation.policy.PolicyJson.texts;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.policy.PolicyJson.Ignored;
import dev.strongroom.attestation.policy.PolicyJson.Wanted;
import dev.strongroom.attestation.snp.GuestPolicy;
import dev.strongroom.attestation.snp.PlatformBit;
import dev.strongroom.attestation.snp.Product;
import dev.strongroom.attestation.snp.ReferenceMeasurement;
import dev.strongroom.attestation.snp.Relaxation;
import dev.strongroom.attestation.snp.SnpReport;
import dev.strongroom.attestation.snp.SnpRequirements;
import dev.strongroom.attestation.snp.SnpRequirementsBuilder;
import dev.strongroom.attestation.snp.TcbComponent;
import dev.strongroom.attestation.snp.TcbVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Reads what policies of the kinds `sev-snp` and `azure-sev-snp` say of a report.
final class SnpRequirementsReader {
  private static final Set<String> CLAIMS =
      Set.of(
          "anchors",
          "product",
          "deniedProducts",
          "chip",
          "deniedChips",
          "provider",
          "minimumTcb",
          "launchTcb",
          "launchMitigations",
          "currentMitigations",
          "platformInfo",
          "guestPolicy",
          "abi",
          "vmpl",
          "guestSvn",
          "familyId",
          "imageId",
          "idKey",
          "authorKey",
          "measurement",
          "hostData");
  private static final String HOST = "host";

  private final JsonNode policy;
  private final SnpRequirementsBuilder builder = SnpRequirements.builder();

  private SnpRequirementsReader(JsonNode policy) {
    this.policy = policy;
  }

  /// The names of members that this reads.
  static Set<String> members() {
    Set<String> members = new HashSet<>(CLAIMS);
    Stream.of(Relaxation.values()).map(Relaxation::toString).forEach(members::add);
    return members;
  }

  static SnpRequirements read(JsonNode policy) throws MalformedJsonException {
    SnpRequirementsReader reader = new SnpRequirementsReader(policy);
    reader.platform();
    reader.guest();
    return reader.builder.build();
  }

  private void platform() throws MalformedJsonException {
    Optional<JsonNode> anchors = policy.optional("anchors");
    if (anchors.isPresent()) {
      for (JsonNode anchor : anchors.get().items()) {
        if (anchor.optional("simulated").isPresent()) {
          throw anchor.error("there are no simulated devices of this kind");
        }
        builder.anchor(anchor(anchor));
      }
    }
    claim(policy, "product", v -> builder.requireProduct(products(v)), builder::ignoreProduct);
    Optional<JsonNode> deniedProducts = policy.optional("deniedProducts");
    if (deniedProducts.isPresent()) {
      builder.denyProducts(products(deniedProducts.get()));
    }
    claim(policy, "chip", v -> builder.requireChip(chips(v)), builder::ignoreChip);
    Optional<JsonNode> deniedChips = policy.optional("deniedChips");
    if (deniedChips.isPresent()) {
      builder.denyChips(chips(deniedChips.get()));
    }
    maybe("provider", v -> builder.requireProvider(texts(v)), builder::ignoreProvider);
    claim(policy, "minimumTcb", v -> builder.requireMinimumTcb(tcb(v)), builder::ignoreMinimumTcb);
    maybe("launchTcb", v -> builder.requireLaunchTcb(tcb(v)));
    maybe("launchMitigations", v -> builder.requireLaunchMitigations(bits(v)));
    maybe("currentMitigations", v -> builder.requireCurrentMitigations(bits(v)));
    maybe("platformInfo", v -> builder.requirePlatformInfo(named(v, PlatformBit.values())));
    for (Relaxation relaxation : Relaxation.values()) {
      allowed(policy, relaxation.toString()).ifPresent(why -> builder.allow(relaxation, why));
    }
  }

  private void guest() throws MalformedJsonException {
    maybe("guestPolicy", v -> builder.requireGuestPolicy(named(v, GuestPolicy.Bit.values())));
    maybe("abi", v -> builder.requireAbi(abi(v)));
    maybe("vmpl", v -> builder.requireVmpl(levels(v)), builder::ignoreVmpl);
    maybe("guestSvn", v -> builder.requireGuestSvn(v.integer(0, Integer.MAX_VALUE)));
    maybe("familyId", v -> builder.requireFamilyId(PolicyJson.values(v, 16)));
    maybe("imageId", v -> builder.requireImageId(PolicyJson.values(v, 16)));
    claim(
        policy, "idKey", v -> builder.requireIdKey(PolicyJson.values(v, 48)), builder::ignoreIdKey);
    maybe("authorKey", v -> builder.requireAuthorKey(PolicyJson.values(v, 48)));
    claim(
        policy,
        "measurement",
        v -> builder.requireMeasurement(measurements(v)),
        builder::ignoreMeasurement);
    claim(
        policy,
        "hostData",
        v -> builder.requireHostData(PolicyJson.values(v, 32)),
        builder::ignoreHostData);
  }

  /// Reads a claim that isn't looked at unless it is required.
  private void maybe(String name, Wanted require) throws MalformedJsonException {
    Optional<JsonNode> node = policy.optional(name);
    if (node.isPresent() && node.get().optional("ignore").isPresent()) {
      throw node.get().error("leave it out: what isn't demanded isn't looked at");
    }
    maybe(name, require, why -> {});
  }

  private void maybe(String name, Wanted require, Ignored ignore) throws MalformedJsonException {
    if (policy.optional(name).isPresent()) {
      claim(policy, name, require, ignore);
    }
  }

  private static Set<Product> products(JsonNode list) throws MalformedJsonException {
    return named(list, Product.values());
  }

  /// Constants by their labels.
  private static <E extends Enum<E>> Set<E> named(JsonNode list, E[] all)
      throws MalformedJsonException {
    Set<E> found = new HashSet<>();
    for (JsonNode item : list.items()) {
      String name = item.text();
      found.add(
          Stream.of(all)
              .filter(constant -> constant.toString().equals(name))
              .findFirst()
              .orElseThrow(() -> item.error("none of " + Arrays.toString(all))));
    }
    return found;
  }

  private static Set<Bytes> chips(JsonNode list) throws MalformedJsonException {
    Set<Bytes> chips = new HashSet<>();
    for (JsonNode item : list.items()) {
      chips.add(hex(item, item.text().length() == 16 ? 8 : 64));
    }
    return chips;
  }

  /// Minima by product: all components of each.
  private static List<TcbVersion> tcb(JsonNode minima) throws MalformedJsonException {
    List<TcbVersion> versions = new ArrayList<>();
    for (String name : minima.names()) {
      JsonNode node = minima.member(name);
      Product product =
          Stream.of(Product.values())
              .filter(p -> p.toString().equals(name))
              .findFirst()
              .orElseThrow(() -> node.error("not a product: " + name));
      SortedMap<TcbComponent, Integer> levels = new TreeMap<>();
      for (TcbComponent component : product.components()) {
        levels.put(component, node.member(component.toString()).integer(0, 255));
      }
      if (node.names().size() != levels.size()) {
        throw node.error(product + " has the components " + product.components());
      }
      versions.add(new TcbVersion(product, levels));
    }
    return versions;
  }

  private static long bits(JsonNode value) throws MalformedJsonException {
    return value.integer(1, Integer.MAX_VALUE);
  }

  private static GuestPolicy.Abi abi(JsonNode value) throws MalformedJsonException {
    value.onlyMembers(Set.of("major", "minor"));
    return new GuestPolicy.Abi(
        value.member("major").integer(0, 255), value.member("minor").integer(0, 255));
  }

  /// Levels 0 to 3, or `"host"` for reports that the host asked for.
  private static Set<Long> levels(JsonNode list) throws MalformedJsonException {
    Set<Long> levels = new HashSet<>();
    for (JsonNode item : list.items()) {
      levels.add(HOST.equals(item.value()) ? SnpReport.HOST : Long.valueOf(item.integer(0, 3)));
    }
    return levels;
  }

  private static List<ReferenceMeasurement> measurements(JsonNode list)
      throws MalformedJsonException {
    List<ReferenceMeasurement> measurements = new ArrayList<>();
    for (JsonNode item : list.items()) {
      item.onlyMembers(Set.of("name", "value"));
      try {
        measurements.add(
            new ReferenceMeasurement(item.member("name").text(), hex(item.member("value"), 48)));
      } catch (IllegalArgumentException e) {
        throw item.error(String.valueOf(e.getMessage()));
      }
    }
    return measurements;
  }
}
