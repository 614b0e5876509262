// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.testkit;

import dev.strongroom.enclave.runtime.Service;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Runs tests against a SIMULATED enclave. On a class: one enclave for all of its tests, in front
/// of the first. On a method: one for that test alone.
///
/// Test methods may have parameters of these types: [dev.strongroom.client.AttestedHttpClient],
/// which accepts this enclave and no other; [java.net.URI], where it is reached;
/// [dev.strongroom.channel.ChannelPolicy] and [dev.strongroom.channel.ServerAppraisal], for other
/// clients; [EnclaveUnderTest].
///
/// ```java
/// @WithEnclave(Hello.class)
/// class HelloTest {
///   @Test
///   void answers(AttestedHttpClient client, URI enclave) throws Exception {
///     var request = HttpRequest.newBuilder(enclave.resolve("/hello")).build();
///     assertEquals("hello", client.send(request, BodyHandlers.ofString()).body());
///   }
/// }
/// ```
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(EnclaveExtension.class)
public @interface WithEnclave {
  /// The service that runs inside; has a constructor without parameters.
  Class<? extends Service> value();
}
