// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring.shop;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.service.registry.ImportHttpServices;

/// The application.
@SpringBootApplication
@ImportHttpServices(group = "greeter", types = Greetings.class)
public class Shop {}
