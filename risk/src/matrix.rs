use crate::Register;

/// Probability by consequence: how many risks stand where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matrix(pub [[Cell; 3]; 3]);

/// One place in the matrix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Probability × consequence.
    pub value: u8,
    /// How many risks stand here.
    pub risks: usize,
}

impl Cell {
    /// Whether routine, role and proof are demanded here.
    #[must_use]
    pub const fn is_over_the_line(self) -> bool {
        self.value > Register::LINE
    }
}

impl Register {
    /// The risks as a matrix: rows from high probability to low, columns from small consequence to large.
    #[must_use]
    pub fn matrix(&self) -> Matrix {
        Matrix([3, 2, 1].map(|probability| {
            [1, 2, 3].map(|consequence| {
                let stands_here =
                    |risk: &&crate::Risk| risk.probability == probability && risk.consequence == consequence;
                let risks = self.risks().iter().filter(stands_here).count();
                Cell {
                    value: probability * consequence,
                    risks,
                }
            })
        }))
    }
}
