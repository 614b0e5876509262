variable "vpc_id" {
  description = "Where the instance and its security group are."
  type        = string
}

variable "subnet_id" {
  description = "In that VPC; with a way to KMS, by NAT or by a VPC endpoint (then name it as the measured configuration's endpoint)."
  type        = string
}

variable "clients" {
  description = "Who may connect. TLS ends inside, so everybody is a reasonable answer."
  type        = string
  default     = "0.0.0.0/0"
}

variable "instance_type" {
  description = "One that can have enclaves: at least four virtual processors on x86-64, two on Graviton."
  type        = string
  default     = "@{instance-type}"
}

variable "disk_gib" {
  description = "The instance's disk, with the host's store on it."
  type        = number
  default     = 30
}
