// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

/// What one rule said to a request.
///
/// @param rule its name
/// @param applied whether it holds for this request
/// @param why the part that decided, with its values, such as `tx.value <= eth("0.1"): tx.value is
///   2000000000000000000`
public record RuleFinding(String rule, boolean applied, String why) {}
