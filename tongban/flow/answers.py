"""Who answers what a lower room asks (`kit.questions`)."""
