// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.client.spring.ClientSetupException.Reason;
import java.util.List;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.ClassUtils;
import org.springframework.web.client.RestClient;

/// Ends the start if anybody else's bean calls itself an [AttestedClient]: a plain client would
/// pass for an attested one.
final class NothingElse implements SmartInitializingSingleton {
  private static final List<Class<?>> CLIENTS =
      List.of(
          RestClient.class,
          RestClient.Builder.class,
          AttestedHttpClient.class,
          AttestedEnclave.class);

  private final ListableBeanFactory beans;
  private final AttestedGroups groups;

  NothingElse(ListableBeanFactory beans, AttestedGroups groups) {
    this.beans = beans;
    this.groups = groups;
  }

  @Override
  public void afterSingletonsInstantiated() {
    for (String name : beans.getBeanNamesForAnnotation(AttestedClient.class)) {
      AttestedClient annotation = beans.findAnnotationOnBean(name, AttestedClient.class, false);
      Class<?> type = beans.getType(name, false);
      if (annotation == null || type == null) {
        continue;
      }
      if (CLIENTS.stream().anyMatch(client -> client.isAssignableFrom(type))) {
        throw new ClientSetupException(
            annotation.value(),
            Reason.NOT_ATTESTED,
            "bean \"" + name + "\" calls itself so; such beans come from properties alone");
      }
      for (Class<?> service : ClassUtils.getAllInterfacesForClass(type)) {
        if (service.isAnnotationPresent(AttestedClient.class)) {
          checkService(name, service, annotation);
        }
      }
    }
  }

  /// Declared services are made when they are first used, and then name their group if it is wrong.
  private void checkService(String bean, Class<?> service, AttestedClient wanted) {
    Object _ = beans.getBean(bean);
    if (!groups.speaksThroughOne(service)) {
      throw new ClientSetupException(
          wanted.value(),
          Reason.NOT_ATTESTED,
          service.getName() + " asks for it, but is in no group of that name");
    }
  }
}
