use super::{LOAN, check};

#[test]
fn ways_through_a_procedure() {
    check(
        LOAN,
        "from = [\"start\"]",
        "from = [\"returned\"]",
        "procedures/loan.toml:1: expected a step leading from \"start\", found none; add the first step\n\
         procedures/loan.toml:13: expected a state some step reaches, found \"returned\"; correct the name or add the step that leads there\n\
         procedures/loan.toml:23: expected a state some step reaches, found \"submitted\"; correct the name or add the step that leads there\n\
         procedures/loan.toml:31: expected a state some step reaches, found \"returned\"; correct the name or add the step that leads there\n\
         procedures/loan.toml:39: expected a state some step reaches, found \"submitted\"; correct the name or add the step that leads there\n\
         procedures/loan.toml:49: expected a state some step reaches, found \"accepted\"; correct the name or add the step that leads there\n\
         procedures/loan.toml:68: expected a state some step reaches, found \"accepted\"; correct the name or add the step that leads there\n\
         procedures/loan.toml:81: expected a state some step reaches, found \"accepted\"; correct the name or add the step that leads there",
    );
    check(
        LOAN,
        "to = \"returned\"",
        "to = \"start\"",
        "procedures/loan.toml:23: expected no step back to \"start\", found one; a case starts once\n\
         procedures/loan.toml:31: expected a state some step reaches, found \"returned\"; correct the name or add the step that leads there",
    );
    check(
        LOAN,
        "from = [\"returned\"]",
        "from = []",
        "procedures/loan.toml:31: expected at least one state in `from`, found none; say where the step begins",
    );
    check(
        LOAN,
        "from = [\"returned\"]",
        "from = [\"sent-back\"]",
        "procedures/loan.toml:31: expected a state some step reaches, found \"sent-back\"; correct the name or add the step that leads there",
    );
    check(
        LOAN,
        "from = [\"returned\"]",
        "from = [\"granted\", \"refused\", \"lapsed\", \"returned\"]",
        "procedures/loan.toml:13: expected an end to be reachable from \"submitted\", found a circle; add a step that ends the case\n\
         procedures/loan.toml:23: expected an end to be reachable from \"returned\", found a circle; add a step that ends the case\n\
         procedures/loan.toml:31: expected an end to be reachable from \"submitted\", found a circle; add a step that ends the case\n\
         procedures/loan.toml:39: expected an end to be reachable from \"accepted\", found a circle; add a step that ends the case\n\
         procedures/loan.toml:49: expected an end to be reachable from \"granted\", found a circle; add a step that ends the case\n\
         procedures/loan.toml:68: expected an end to be reachable from \"refused\", found a circle; add a step that ends the case\n\
         procedures/loan.toml:81: expected an end to be reachable from \"lapsed\", found a circle; add a step that ends the case",
    );
}

#[test]
fn a_circle_has_no_end() {
    check(
        LOAN,
        "from = [\"returned\"]\nto = \"submitted\"",
        "from = [\"returned\"]\nto = \"returned\"",
        "procedures/loan.toml:23: expected an end to be reachable from \"returned\", found a circle; add a step that ends the case\n\
         procedures/loan.toml:31: expected an end to be reachable from \"returned\", found a circle; add a step that ends the case",
    );
}
