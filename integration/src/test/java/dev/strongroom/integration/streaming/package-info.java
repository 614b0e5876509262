// SPDX-License-Identifier: Apache-2.0
/// Responses that are made while they are sent, through host and attested channel.
@NullMarked
package dev.strongroom.integration.streaming;

import org.jspecify.annotations.NullMarked;
