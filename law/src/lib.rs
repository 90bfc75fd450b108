//! The region's law as data: regulations, regions, procedures, calendars and the clocks they start.
