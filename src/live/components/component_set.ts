import { alarmOfEvent, isAlarmEvent } from "../../domain/alarm/alarm_event";
import { callOfEvent, isCallEvent } from "../../domain/call/call_event";
import type { MetricUpdated, RecordedEvent } from "../../domain/event";
import type { Machine } from "../../domain/machine/machine";
import type { PageAudience } from "../audiences";
import type { Fragment } from "../fragment";
import type { PlantState } from "../state/plant_state";
import type { Batch, Component, Drawn } from "./component";

/** The components of live or of one replay, with the state of the plant that they draw from. */
export type ComponentSet = {
  /** Takes an event in. @returns its own fragments */
  onEvent(event: RecordedEvent): Batch[];
  onValue(value: MetricUpdated): void;
  onMachine(machine: Machine): void;
  /** The fragments of an event that is known already. */
  draw(event: RecordedEvent): Batch[];
  tick(audiences: readonly PageAudience[]): Batch[];
  /** Resolves to undefined when no page is open that something must be fetched for. */
  refresh(audiences: readonly PageAudience[]): Promise<Batch[] | undefined>;
  isDue(): boolean;
  due(audiences: readonly PageAudience[]): Batch[];
  snapshot(audience: PageAudience): Fragment[];
};

/**
 * @param onUndrawable called with an event that a component cannot draw: that component leaves it out, the others
 * do not
 */
export function createComponentSet(
  components: readonly Component[],
  plantState: PlantState,
  onUndrawable: (event: RecordedEvent, error: unknown) => void,
): ComponentSet {
  function batches(draw: (component: Component) => Drawn | undefined): Batch[] {
    return components.flatMap((component) => {
      const drawn = draw(component);
      return drawn === undefined || isEmpty(drawn) ? [] : { pages: component.pages, drawn };
    });
  }

  function draw(event: RecordedEvent): Batch[] {
    return batches((component) => {
      try {
        return component.draw?.(event);
      } catch (error) {
        onUndrawable(event, error);
        return undefined;
      }
    });
  }

  return {
    onEvent(event) {
      const hasOpened = event.event_type === "anomaly_detected" && event.repeated !== true;
      if (isAlarmEvent(event)) plantState.putAlarm(alarmOfEvent(event), hasOpened);
      if (isCallEvent(event)) plantState.putCall(callOfEvent(event));
      for (const component of components) component.onEvent?.(event);
      return draw(event);
    },
    onValue(value) {
      if (!plantState.putValue(value)) return;
      for (const component of components) component.onValue?.(value);
    },
    onMachine(machine) {
      const before = plantState.machine(machine.id);
      plantState.putMachine(machine);
      for (const component of components) component.onMachine?.(machine, before);
    },
    draw,
    tick: (audiences) => batches((component) => component.tick?.(audiences)),
    async refresh(audiences) {
      const isOpen = ({ pages }: Component) => audiences.some(({ page }) => pages.includes(page));
      const fetching = components.filter((component) => component.refresh && isOpen(component));
      if (fetching.length === 0) return undefined;
      return Promise.all(
        fetching.map(async ({ pages, refresh }) => ({ pages, drawn: (await refresh?.()) ?? [] })),
      );
    },
    isDue: () => components.some((component) => component.isDue?.()),
    due: (audiences) => batches((component) => component.due?.(audiences)),
    snapshot(audience) {
      const shown = components.filter(({ pages }) => pages.includes(audience.page));
      return shown.flatMap((component) => component.snapshot?.(audience) ?? []);
    },
  };
}

const isEmpty = (drawn: Drawn) => typeof drawn !== "function" && drawn.length === 0;
