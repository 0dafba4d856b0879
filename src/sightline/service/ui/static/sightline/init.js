// Starts the components of GOV.UK and MoJ Frontend. Every page works without this.
import { initAll as startGovuk } from "./govuk-frontend.min.js";
import { initAll as startMoj } from "./moj-frontend.min.js";

startGovuk();
startMoj();
