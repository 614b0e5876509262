// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import java.math.BigInteger;

/// What a request uses up of a limit.
///
/// @param limit the limit's name, unique in its policy
/// @param per what the limit counts apart, such as a recipient; empty if nothing
/// @param amount never negative
public record Charge(String limit, String per, BigInteger amount) {}
