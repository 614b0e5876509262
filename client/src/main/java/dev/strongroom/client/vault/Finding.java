// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

/// What one rule of a policy said to a request.
///
/// @param rule its name
/// @param applied whether it holds for this request
/// @param why the part that decided, with its values
public record Finding(String rule, boolean applied, String why) {}
