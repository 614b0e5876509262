// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import java.time.Instant;

/// An enclave that wasn't what the policy demands, or couldn't show that it is. It got nothing.
///
/// @param at when
/// @param code stable name of the reason, such as `evidence-refused`
/// @param why for people
public record Refused(Instant at, String code, String why) {}
