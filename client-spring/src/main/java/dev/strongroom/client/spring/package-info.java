// SPDX-License-Identifier: Apache-2.0
/// Spring Boot's HTTP clients over the attested channel (`docs/spring.md`): what is injected as
/// [AttestedClient] speaks to an enclave that was verified, or to nobody.
@NullMarked
package dev.strongroom.client.spring;

import org.jspecify.annotations.NullMarked;
