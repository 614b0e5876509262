// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// What a simulated enclave says of itself once it serves requests: enough to write a policy for
/// it.
///
/// @param rootSha256 of its simulated root certificate, hexadecimal
/// @param identityKey of the deployment, hexadecimal
/// @param pcrs by name, hexadecimal
public record Announcement(String rootSha256, String identityKey, SortedMap<String, String> pcrs) {

  /// Reads the line that an enclave prints.
  ///
  /// @throws LaunchException if it is something else
  static Announcement parse(String line) throws LaunchException {
    String root = "";
    String identity = "";
    SortedMap<String, String> pcrs = new TreeMap<>();
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new LaunchException("the enclave announced something that isn't an object");
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "rootSha256" -> root = json.getString();
          case "identityKey" -> identity = json.getString();
          case "pcrs" -> {
            while (json.nextToken() != JsonToken.END_OBJECT) {
              String pcr = json.currentName();
              json.nextToken();
              pcrs.put(pcr, json.getString());
            }
          }
          default -> json.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw new LaunchException("the enclave announced something that isn't JSON");
    }
    if (root.isEmpty() || identity.isEmpty() || pcrs.isEmpty()) {
      throw new LaunchException("the enclave's announcement is incomplete");
    }
    return new Announcement(root, identity, pcrs);
  }
}
