// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import dev.strongroom.client.spring.ClientSetupException.Reason;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;
import org.springframework.web.service.registry.HttpServiceGroup;

/// Has the groups of declared HTTP services that are called as an attested client speak through it.
/// It comes after whatever else sets up groups, whose request factories it replaces.
final class AttestedGroups implements RestClientHttpServiceGroupConfigurer {
  private final ObjectProvider<ClientParts> parts;
  private final Set<Class<?>> attested = ConcurrentHashMap.newKeySet();

  AttestedGroups(ObjectProvider<ClientParts> parts) {
    this.parts = parts;
  }

  @Override
  public void configureGroups(Groups<RestClient.Builder> groups) {
    Map<String, ClientParts> clients =
        parts.stream().collect(Collectors.toMap(ClientParts::name, Function.identity()));
    groups.forEachClient((group, builder) -> {
      checkNames(group);
      ClientParts client = clients.get(group.name());
      if (client != null) {
        RestClient.Builder _ = client.speakingTo(builder);
        attested.addAll(group.httpServiceTypes());
      }
    });
  }

  /// Whether a declared service speaks through an attested client.
  boolean speaksThroughOne(Class<?> service) {
    return attested.contains(service);
  }

  private static void checkNames(HttpServiceGroup group) {
    for (Class<?> service : group.httpServiceTypes()) {
      AttestedClient wanted = AnnotationUtils.findAnnotation(service, AttestedClient.class);
      if (wanted != null && !wanted.value().equals(group.name())) {
        throw new ClientSetupException(
            wanted.value(),
            Reason.NOT_ATTESTED,
            service.getName() + " asks for it, but is in group \"" + group.name() + "\"");
      }
    }
  }
}
