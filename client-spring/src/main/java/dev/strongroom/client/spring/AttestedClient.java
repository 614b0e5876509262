// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.annotation.Qualifier;

/// Asks for a client that is configured under `strongroom.clients.NAME`: a
/// [org.springframework.web.client.RestClient], a `RestClient.Builder`, a
/// [dev.strongroom.client.AttestedHttpClient] or an [AttestedEnclave]. Nothing that anybody else
/// made is injected there.
///
/// On an interface of `@HttpExchange` methods it says which group of HTTP services the interface
/// has to be in; the application doesn't start if it is in another.
///
/// ```java
/// Payments(@AttestedClient("payments") RestClient client) { … }
/// ```
@Documented
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({
  ElementType.FIELD,
  ElementType.METHOD,
  ElementType.PARAMETER,
  ElementType.TYPE,
  ElementType.ANNOTATION_TYPE
})
public @interface AttestedClient {
  /// The client's name.
  String value();

  /// Has one value and is never written. A qualifier with a `value` alone also takes beans that
  /// merely are called so; with a second attribute Spring takes none but those made for it.
  Made made() default Made.FROM_PROPERTIES;

  /// Where the client comes from.
  enum Made {
    /// From `strongroom.clients`, by this library.
    FROM_PROPERTIES
  }
}
