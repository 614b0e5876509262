// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.NitroPolicy.Binding;
import dev.strongroom.attestation.nitro.ReferenceValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// A policy as the file that says the same.
final class PolicyJson {
  private PolicyJson() {}

  static String of(NitroPolicy policy) {
    List<String> members = new ArrayList<>();
    members.add("\"version\":1,\"kind\":\"nitro-enclave\"");
    members.add("\"anchors\":" + anchors(policy.anchors()));
    members.add(claim("image", policy.image(), PolicyJson::images));
    members.add(claim("signer", policy.signer(), PolicyJson::values));
    members.add(claim("role", policy.role(), PolicyJson::values));
    members.add(claim("instance", policy.instance(), it -> list(it, PolicyJson::text)));
    members.add(claim("nonce", policy.binding(Binding.NONCE), _ -> "true"));
    members.add(claim("publicKey", policy.binding(Binding.PUBLIC_KEY), _ -> "true"));
    members.add(claim("userData", policy.binding(Binding.USER_DATA), _ -> "true"));
    members.add(claim("age", policy.age(), (Duration it) -> text(it.toString())));
    policy.debugAllowed().ifPresent(why -> members.add("\"debug\":{\"allow\":" + text(why) + "}"));
    return "{" + String.join(",", members) + "}";
  }

  static String anchors(List<TrustAnchor> anchors) {
    return list(
        anchors,
        anchor ->
            switch (anchor.pinned()) {
              case CERTIFICATE ->
                  "{\"name\":%s,\"sha256\":\"%s\",\"simulated\":%s}"
                      .formatted(text(anchor.name()), anchor.sha256().hex(), anchor.simulated());
              case KEY ->
                  "{\"name\":%s,\"keySha256\":\"%s\"}"
                      .formatted(text(anchor.name()), anchor.sha256().hex());
            });
  }

  private static <T> String claim(
      String name, Requirement<T> requirement, Function<T, String> shown) {
    return text(name)
        + ":"
        + switch (requirement) {
          case Require<T>(T wanted) -> "{\"require\":" + shown.apply(wanted) + "}";
          case Ignore<T>(String why) -> "{\"ignore\":" + text(why) + "}";
        };
  }

  private static String images(List<ReferenceValues> images) {
    return list(
        images,
        image -> {
          StringBuilder json = new StringBuilder("{\"name\":").append(text(image.name()));
          image
              .pcrs()
              .forEach((index, value) ->
                  json.append(",\"pcr").append(index).append("\":").append(text(value.hex())));
          return json.append("}").toString();
        });
  }

  private static String values(Set<Bytes> values) {
    return list(values, value -> text(value.hex()));
  }

  private static <T> String list(Collection<T> items, Function<T, String> shown) {
    return "[" + String.join(",", items.stream().map(shown).toList()) + "]";
  }

  static String text(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
