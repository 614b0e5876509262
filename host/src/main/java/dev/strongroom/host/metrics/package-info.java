// SPDX-License-Identifier: Apache-2.0
/// Figures for Prometheus and answers to "is it up?", over HTTP on the loopback. What an enclave
/// says of itself is marked as such.
@NullMarked
package dev.strongroom.host.metrics;

import org.jspecify.annotations.NullMarked;
